// The newest known revision of one job and its history, for the dialog that shows it.

import type { AuditEntry, Card } from '../generated/api';
import { RefusedError, UnreachableError } from '../shared/http';
import type { Api } from './api';
import { SessionEndedError } from './session';

export type History = { state: 'loading' } | { state: 'failed' } | { state: 'ready'; audit: AuditEntry[] };

interface Options {
  api: Pick<Api, 'job' | 'history'>;
  token: string;
  /** The job's card on the board; null when it is not on the board. */
  card: Card | null;
  onChange(): void;
  /** Called with every revision that is at least as new as the known one. */
  onRevision(card: Card): void;
  onSessionEnded(): void;
}

export class JobLoader {
  card: Card | null;
  history: History = { state: 'loading' };
  /** Why there is no card. */
  absence: 'loading' | 'missing' | 'failed' = 'loading';
  #options: Options;
  #loads = 0;

  constructor(options: Options) {
    this.#options = options;
    this.card = options.card;
  }

  /** The shown content stays until the responses arrive. Of several loads in progress, the last one's history is used. */
  async load(): Promise<void> {
    const { api, token, onChange } = this.#options;
    this.#loads += 1;
    const load = this.#loads;
    if (this.history.state === 'failed') this.history = { state: 'loading' };
    if (!this.card) this.absence = 'loading';
    onChange();
    try {
      const [card, audit] = await Promise.all([api.job(token), api.history(token)]);
      this.take(card);
      if (load === this.#loads) this.history = { state: 'ready', audit };
    } catch (error) {
      if (load === this.#loads) this.#fail(error);
    }
    onChange();
  }

  /** Takes a revision, unless a newer one is known. */
  take(card: Card): void {
    if (this.card && card.rev < this.card.rev) return;
    this.card = card;
    this.#options.onRevision(card);
  }

  #fail(error: unknown): void {
    if (error instanceof SessionEndedError) this.#options.onSessionEnded();
    else if (!(error instanceof UnreachableError) && !(error instanceof RefusedError)) throw error;
    this.history = { state: 'failed' };
    this.absence = error instanceof RefusedError && error.problem.status === 404 ? 'missing' : 'failed';
  }
}
