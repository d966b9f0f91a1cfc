// Polls the board while the page is visible, and at once when it becomes visible; not during a drag or with a dialog open.
import { RefusedError, UnreachableError, UnreadableError } from '../shared/http';
import { BOARD_POLL_MS } from '../shared/timings';
import type { Api, BoardResponse } from './api';
import { SessionEndedError } from './session';
import type { Store } from './store';

export class Poll {
  #api: Pick<Api, 'board'>;
  #store: Store;
  #onSessionEnded: () => void;
  #etag: string | null = null;
  #timer = 0;
  #isRequesting = false;
  /** A poll was wanted while a request was under way, whose response may be too old. */
  #again = false;
  #pauses = 0;

  constructor(api: Pick<Api, 'board'>, store: Store, onSessionEnded: () => void) {
    this.#api = api;
    this.#store = store;
    this.#onSessionEnded = onSessionEnded;
    document.addEventListener('visibilitychange', () => this.now());
    window.addEventListener('online', () => this.now());
    window.addEventListener('offline', () => this.#failed('offline'));
  }

  /** Polls at once, unless the page is hidden, polling is paused, or a request is under way. */
  now(): void {
    clearTimeout(this.#timer);
    if (document.hidden || this.isPaused) return;
    void this.#request();
  }

  get isPaused(): boolean {
    return this.#pauses > 0;
  }

  /** Pauses polling, so that nothing moves during a drag or under a dialog. Returns the function that ends the pause. */
  pause(): () => void {
    this.#pauses += 1;
    let isOn = true;
    return () => {
      if (!isOn) return;
      isOn = false;
      this.#pauses -= 1;
      this.now();
    };
  }

  async #request(): Promise<void> {
    this.#again = this.#isRequesting;
    if (this.#isRequesting) return;
    this.#isRequesting = true;
    const { writes } = this.#store;
    try {
      const response = await this.#api.board(this.#etag);
      const isLate = writes !== this.#store.writes || this.isPaused;
      if (!isLate) this.#take(response);
    } catch (error) {
      this.#explain(error);
    } finally {
      this.#isRequesting = false;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.now(), this.#again ? 0 : BOARD_POLL_MS);
    }
  }

  #take(response: BoardResponse): void {
    if (response.changed) {
      this.#etag = response.etag;
      this.#store.replaceAll(response.jobs);
    }
    const { state } = this.#store;
    const isNews = response.changed || state.connection !== 'live' || state.phase !== 'ready';
    // A poll that changed nothing paints nothing: the time is only shown while polls fail.
    state.updatedAt = new Date();
    if (isNews)
      this.#store.update((next) => {
        next.phase = 'ready';
        next.connection = 'live';
      });
  }

  #explain(error: unknown): void {
    if (error instanceof SessionEndedError) return this.#onSessionEnded();
    if (error instanceof UnreadableError) return this.#failed('unreadable');
    if (error instanceof UnreachableError) return this.#failed('offline');
    if (error instanceof RefusedError) return this.#failed('failing');
    throw error;
  }

  #failed(connection: 'offline' | 'unreadable' | 'failing'): void {
    // The banner would move the page during a drag; the end of the pause polls again.
    if (this.isPaused) return;
    this.#store.update((state) => {
      state.connection = connection;
      if (state.phase === 'loading') state.phase = 'failed';
    });
  }
}
