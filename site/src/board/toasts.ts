// The toast about the last change: shown long enough to read it and to undo the change.
import type { Store } from './store';

const SHOWN_MS = 9_000;

export class Toasts {
  #store: Store;
  #timer = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  show(text: string, undo: (() => void) | null, token = ''): void {
    this.#store.update((state) => {
      state.toast = { text, undo, token };
    });
    this.keepOpen(false);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#store.update((state) => {
      state.toast = null;
    });
  }

  /** Whether to keep the toast open: while the pointer or the focus is in it. */
  keepOpen(on: boolean): void {
    clearTimeout(this.#timer);
    if (!on) this.#timer = window.setTimeout(() => this.close(), SHOWN_MS);
  }

  undo(): void {
    const { toast } = this.#store.state;
    this.close();
    toast?.undo?.();
  }
}
