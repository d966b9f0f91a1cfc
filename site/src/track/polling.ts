// Polls one job for the tracking page: sends the requests of the schedule while the page is visible.

import { PollSchedule } from './poll_schedule';
import { lookOf } from './status_flow';
import type { PublicView } from './view_response';
import { readView, type ViewResult } from './view_response';

export interface PollListener {
  view(view: PublicView): void;
  missing(): void;
  failing(isOffline: boolean): void;
}

/** The poll interval of the view's status, in ms: how long a view is fresh. */
export const pollMs = (view: PublicView): number => (lookOf(view.status).poll_seconds ?? 0) * 1000;

export const isOver = (view: PublicView): boolean => lookOf(view.status).ends;

export interface JobPolling {
  /** Sends a request at once, and the retries for a missing job again. */
  now(): void;
  /** Takes a view from elsewhere: the response to a confirmation. */
  take(view: PublicView): void;
}

/** Polls until the job has ended or is missing; somebody who comes back to the page has it polled once more. */
export function pollJob(
  request: () => Promise<Response>,
  first: Promise<Response>,
  listener: PollListener,
): JobPolling {
  const schedule = new PollSchedule(() => performance.now());
  let shown: PublicView | null = null;
  let timer = 0;
  let isRequesting = false;

  const later = (delay: number | null): void => {
    if (delay === null) return;
    clearTimeout(timer);
    timer = window.setTimeout(again, delay);
  };

  function take(view: PublicView): void {
    // A cache may still hold an older revision than the one that is shown.
    if (!shown || view.rev >= shown.rev) shown = view;
    listener.view(shown);
    later(schedule.found(isOver(shown) ? null : pollMs(shown)));
  }

  function handle(result: ViewResult): void {
    if (result.kind === 'view') return take(result.view);
    if (result.kind === 'missing') {
      const delay = schedule.missing();
      return delay === null ? listener.missing() : later(delay);
    }
    listener.failing(result.isOffline);
    later(schedule.failed());
  }

  async function receive(response: Promise<Response>): Promise<void> {
    clearTimeout(timer);
    isRequesting = true;
    const result = await readView(response);
    isRequesting = false;
    handle(result);
  }

  function again(): void {
    // While the page is hidden nothing is scheduled; becoming visible sends the next request.
    if (!isRequesting && !document.hidden) void receive(request());
  }

  function now(): void {
    schedule.visit();
    again();
  }

  document.addEventListener('visibilitychange', now);
  window.addEventListener('online', now);
  // After a restore from the back/forward cache timers continue with their remaining time, and the view may be hours old.
  window.addEventListener('pageshow', ({ persisted }) => persisted && now());
  void receive(first);
  return { now, take };
}
