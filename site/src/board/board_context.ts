// The context that the parts of the board share.
import type { Config } from '../shared/config';
import type { Api } from './api';
import type { Person } from './session';
import type { Store } from './store';
import type { Toasts } from './toasts';

export interface BoardContext {
  /** The element that the board is painted into. */
  root: HTMLElement;
  config: Config;
  person: Person;
  api: Api;
  store: Store;
  toasts: Toasts;
  /** Polls at once. */
  refresh(): void;
  /** Pauses polling: nothing may move during a drag or under a dialog. Returns the function that ends the pause. */
  pausePolling(): () => void;
  /** Opens the dialog to sign in again. */
  onSessionEnded(): void;
}
