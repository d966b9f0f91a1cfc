// When the tracking page asks again: the rhythm of a job, retries of a missing one, backing off from a failing edge.
import type { PublicView } from '../shared/types';
import { lookOf } from './flow';
import { type Answer, fetchView } from './view_source';

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

/** Follows one job until it ends or turns out to be missing. Calling `now` asks at once. */
export function follow(token: string, listener: Listener): { now: () => void } {
  let shown: PublicView | null = null;
  let misses = 0;
  let failures = 0;
  let timer = 0;
  let asking = false;
  let over = false;
  let firstUntil = 0;

  const pause = (view: PublicView): number =>
    performance.now() < firstUntil ? EVERY_AT_FIRST_MS : rhythm(view);

  const later = (delay: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, delay);
  };

  function heed(answer: Answer): void {
    if (answer.kind === 'view') {
      misses = failures = 0;
      // A cache can still hand out an older revision than the one on the screen.
      if (!shown || !(answer.view.rev < shown.rev)) shown = answer.view;
      over = isOver(shown);
      listener.view(shown);
      if (!over) later(pause(shown));
    } else if (answer.kind === 'missing') {
      const wait = MISSING_RETRIES_MS[misses++];
      if (wait !== undefined) return later(wait);
      over = true;
      listener.missing();
    } else {
      listener.failing(answer.offline);
      later(Math.min(FIRST_FAILURE_MS * 2 ** failures++, SLOWEST_MS));
    }
  }

  async function ask(): Promise<void> {
    if (asking || over) return;
    // Hidden: nothing is scheduled; becoming visible asks again.
    if (document.hidden) return;
    asking = true;
    const answer = await fetchView(token);
    asking = false;
    heed(answer);
  }

  const now = (): void => {
    clearTimeout(timer);
    firstUntil = performance.now() + AT_FIRST_MS;
    void ask();
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) now();
  });
  window.addEventListener('online', now);
  now();
  return {
    now: () => {
      misses = 0;
      over = false;
      now();
    },
  };
}
