// The poll schedule of the tracking page: pure, with an injected clock, no timers and no requests.
import { backOffMs, FIRST_POLLS_LAST_MS, FIRST_POLLS_MS, MISSING_RETRIES_MS } from '../shared/timings';

/** Milliseconds until the next request; null: no further one, unless somebody comes back to the page. */
type Delay = number | null;

export class PollSchedule {
  #now: () => number;
  #misses = 0;
  #failures = 0;
  #firstUntil = 0;

  /** `now`: a clock in milliseconds that only goes forward. */
  constructor(now: () => number) {
    this.#now = now;
    this.visit();
  }

  /** Somebody has opened the page, or come back to it. */
  visit(): void {
    this.#misses = 0;
    this.#firstUntil = this.#now() + FIRST_POLLS_LAST_MS;
  }

  /** A view came. `pollMs`: the interval of its status; null where the job has ended. */
  found(pollMs: Delay): Delay {
    this.#misses = this.#failures = 0;
    if (pollMs === null) return null;
    return this.#now() < this.#firstUntil ? FIRST_POLLS_MS : pollMs;
  }

  /** There was no such job; null after the last retry. */
  missing(): Delay {
    return MISSING_RETRIES_MS[this.#misses++] ?? null;
  }

  /** There was no usable response. */
  failed(): number {
    return backOffMs(this.#failures++);
  }
}
