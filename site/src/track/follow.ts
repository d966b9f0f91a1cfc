// When the tracking page asks again: the rhythm of a job, retries of a missing one, backing off from a failing edge.
import type { PublicView } from '../shared/types';
import { lookOf } from './flow';
import { type Answer, read } from './view_source';

const MISSING_RETRIES_MS = [1_000, 2_000, 4_000];
// Somebody who has just opened the page, or come back to it, is waiting for something: it must not be a minute late.
const EVERY_AT_FIRST_MS = 5_000;
const AT_FIRST_MS = 300_000;
const FIRST_FAILURE_MS = 2_000;
const SLOWEST_MS = 300_000;

export interface Listener {
  view(view: PublicView): void;
  missing(): void;
  failing(offline: boolean): void;
}

/** How long a view stays fresh, in ms: the longest time until the next question. */
export const rhythm = (view: PublicView): number => (lookOf(view.status).poll_seconds ?? 0) * 1000;

export const isOver = (view: PublicView): boolean => lookOf(view.status).ends;

export interface Following {
  /** Asks at once, and a missing job three times more. */
  now(): void;
  /** Takes a view that came in another way, as the answer to a confirmation. */
  take(view: PublicView): void;
}

/** Follows one job until it ends or turns out to be missing; somebody who comes back to the page asks once more. */
export function follow(
  ask: () => Promise<Response>,
  first: Promise<Response>,
  listener: Listener,
): Following {
  let shown: PublicView | null = null;
  let misses = 0;
  let failures = 0;
  let timer = 0;
  let asking = false;
  let firstUntil = performance.now() + AT_FIRST_MS;

  const pause = (view: PublicView): number =>
    performance.now() < firstUntil ? EVERY_AT_FIRST_MS : rhythm(view);

  const later = (delay: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(again, delay);
  };

  function take(view: PublicView): void {
    misses = failures = 0;
    // A cache can still hand out an older revision than the one on the screen.
    if (!shown || view.rev >= shown.rev) shown = view;
    listener.view(shown);
    if (!isOver(shown)) later(pause(shown));
  }

  function heed(answer: Answer): void {
    if (answer.kind === 'view') return take(answer.view);
    if (answer.kind === 'missing') {
      const wait = MISSING_RETRIES_MS[misses++];
      return wait === undefined ? listener.missing() : later(wait);
    }
    listener.failing(answer.offline);
    later(Math.min(FIRST_FAILURE_MS * 2 ** failures++, SLOWEST_MS));
  }

  async function hear(answer: Promise<Response>): Promise<void> {
    clearTimeout(timer);
    asking = true;
    const heard = await read(answer);
    asking = false;
    heed(heard);
  }

  function again(): void {
    // Hidden: nothing is scheduled; becoming visible asks again.
    if (!asking && !document.hidden) void hear(ask());
  }

  function now(): void {
    misses = 0;
    firstUntil = performance.now() + AT_FIRST_MS;
    again();
  }

  document.addEventListener('visibilitychange', now);
  window.addEventListener('online', now);
  // Out of the back/forward cache: timers went on from where they stood, and what is shown may be hours old.
  window.addEventListener('pageshow', ({ persisted }) => persisted && now());
  void hear(first);
  return { now, take };
}
