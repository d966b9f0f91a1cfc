// When the board asks for news: every 10 s while visible, at once on return, never under somebody's hands.
import { Refused, Unreachable, Unreadable } from '../shared/http';
import type { Api } from './api';
import { SessionEnded } from './session';
import type { Store } from './store';

const EVERY_MS = 10_000;

export class Poll {
  #api: Api;
  #store: Store;
  #onEnded: () => void;
  #etag: string | null = null;
  #timer = 0;
  #asking = false;
  /** Somebody wanted news while an older question was under way, whose answer may be late. */
  #again = false;
  #holds = 0;

  constructor(api: Api, store: Store, onEnded: () => void) {
    this.#api = api;
    this.#store = store;
    this.#onEnded = onEnded;
    document.addEventListener('visibilitychange', () => this.now());
    window.addEventListener('online', () => this.now());
    window.addEventListener('offline', () => this.#failed('offline'));
  }

  /** Asks at once, unless hidden, held or already asking. */
  now(): void {
    clearTimeout(this.#timer);
    if (document.hidden || this.#holds > 0) return;
    void this.#ask();
  }

  /** Whether somebody is dragging, or has something open: nothing may move under their hands. */
  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** No news while something is being dragged or a dialog is open. Returns what ends it. */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.now();
    };
  }

  async #ask(): Promise<void> {
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    const epoch = this.#store.epoch;
    try {
      const answer = await this.#api.board(this.#etag);
      const late = epoch !== this.#store.epoch || this.#holds > 0;
      if (!late) this.#take(answer);
    } catch (error) {
      this.#explain(error);
    } finally {
      this.#asking = false;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.now(), this.#again ? 0 : EVERY_MS);
    }
  }

  #take(answer: Awaited<ReturnType<Api['board']>>): void {
    if (answer.changed) {
      this.#etag = answer.etag;
      this.#store.replaceAll(answer.jobs);
    }
    const { state } = this.#store;
    const news = answer.changed || state.link !== 'live' || state.phase !== 'ready';
    // A poll that changed nothing paints nothing; the time is only shown when the link is down.
    state.updatedAt = new Date();
    if (news)
      this.#store.update((next) => {
        next.phase = 'ready';
        next.link = 'live';
      });
  }

  #explain(error: unknown): void {
    if (error instanceof SessionEnded) return this.#onEnded();
    if (error instanceof Unreadable) return this.#failed('unreadable');
    if (error instanceof Unreachable) return this.#failed('offline');
    if (error instanceof Refused) return this.#failed('failing');
    throw error;
  }

  #failed(link: 'offline' | 'unreadable' | 'failing'): void {
    // The banner would move the page under somebody's hands; what ends the hold asks again.
    if (this.#holds > 0) return;
    this.#store.update((state) => {
      state.link = link;
      if (state.phase === 'loading') state.phase = 'failed';
    });
  }
}
