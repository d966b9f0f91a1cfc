// Moving a job: at once on the screen, with the revision that the person saw, and honest about what came of it.
import { labelOf, statusOf, transition } from '../shared/flow';
import { Refused, Unreachable } from '../shared/http';
import { clock } from '../shared/time';
import type { Card } from '../shared/types';
import { announce } from './announce';
import { type Api, currentIn } from './api';
import { nameOf } from './people';
import { type Person, SessionEnded } from './session';
import type { Attempt, Store } from './store';

const SAVED_MS = 2_500;

interface Parts {
  api: Api;
  store: Store;
  person: Person;
  zone: string;
  toast(text: string, undo: (() => void) | null, token: string): void;
  ended(): void;
  refresh(): void;
}

const isCancel = (card: Card, to: string): boolean => transition(card.status, to)?.kind === 'cancel';

const intent = (card: Card, to: string): string =>
  isCancel(card, to) ? 'cancel the job' : `move to ${labelOf(to)}`;

const refused = (card: Card, to: string): string =>
  isCancel(card, to) ? 'Not cancelled.' : `Not moved to ${labelOf(to)}.`;

/** Our own first try had been carried out, and only its answer was lost. */
const landed = (seen: Card, { to, rev }: Attempt, { last_change, ...current }: Card, me: Person): boolean =>
  current.rev === rev + 1 &&
  current.status === to &&
  last_change.by === me.email &&
  last_change.from === seen.status;

export class Moves {
  #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Moves the job as it is shown now. A job that is being saved, or is there already, stays. */
  async move(token: string, to: string, why: string | null = null): Promise<void> {
    const card = this.#parts.store.state.jobs.get(token);
    if (card && card.status !== to) await this.#send(card, { to, why, rev: card.rev });
  }

  /** What the card's note offers to do again; null when it offers nothing. */
  offered(token: string): Attempt | null {
    const note = this.#parts.store.noteOf(token);
    return note && 'again' in note ? note.again : null;
  }

  /** Tries again at the revision that was seen then, so that nothing is overwritten unseen. */
  async retry(token: string): Promise<void> {
    const attempt = this.offered(token);
    const card = this.#parts.store.state.jobs.get(token);
    if (card && attempt) await this.#send(card, attempt);
  }

  dismiss(token: string): void {
    this.#parts.store.note(token, null);
  }

  #isSaving(token: string): boolean {
    return this.#parts.store.noteOf(token)?.kind === 'saving';
  }

  async #send(card: Card, attempt: Attempt): Promise<void> {
    const { api, store } = this.#parts;
    // One change of a job at a time: a second would be refused for the first, and say that somebody else was faster.
    if (this.#isSaving(card.token)) return;
    store.epoch += 1;
    store.note(card.token, { kind: 'saving', to: attempt.to });
    try {
      this.#saved(card, await api.transition(card.token, attempt));
    } catch (error) {
      this.#notSaved(card, attempt, error);
    } finally {
      store.epoch += 1;
    }
  }

  #saved(before: Card, after: Card): void {
    const { store, toast } = this.#parts;
    const { name } = after.customer;
    store.put(after);
    this.#flashSaved(after.token);
    announce(`${name} moved from ${labelOf(before.status)} to ${labelOf(after.status)}`);
    const back = transition(after.status, before.status);
    // At the revision that this move made: what others do meanwhile is not undone unseen.
    const attempt = { to: before.status, why: null, rev: after.rev };
    const text = back ? `${name} moved to ${labelOf(after.status)}` : `${name}: ${labelOf(after.status)}`;
    // While another move of the job is being saved, the offer stays.
    const undo = (): void =>
      this.#isSaving(after.token) ? toast(text, undo, after.token) : void this.#send(after, attempt);
    toast(text, back ? undo : null, after.token);
  }

  #flashSaved(token: string): void {
    const { store } = this.#parts;
    store.note(token, { kind: 'saved' });
    setTimeout(() => {
      if (store.noteOf(token)?.kind === 'saved') store.note(token, null);
    }, SAVED_MS);
  }

  #notSaved(seen: Card, tried: Attempt, error: unknown): void {
    const current = currentIn(error);
    if (current) return this.#conflict(seen, tried, current);
    const { ended, refresh, store } = this.#parts;
    if (error instanceof SessionEnded) ended();
    else if (error instanceof Refused) refresh();
    else if (!(error instanceof Unreachable)) throw error;
    const reason = error instanceof Refused ? ` ${error.message}` : '';
    const text = `Not saved: ${intent(seen, tried.to)}.${reason}`;
    store.note(seen.token, { kind: 'unsaved', text, again: tried });
    announce(`${seen.customer.name}: ${text}`);
  }

  #conflict(seen: Card, tried: Attempt, current: Card): void {
    const { store, person, toast } = this.#parts;
    store.put(current);
    if (landed(seen, tried, current, person)) return this.#saved(seen, current);
    const did = this.#whatHappened(seen, current);
    const text = current.status === tried.to ? did : `${refused(seen, tried.to)} ${did}`;
    const again = transition(current.status, tried.to) ? { ...tried, rev: current.rev } : null;
    if (statusOf(current.status)?.column) store.note(current.token, { kind: 'conflict', text, again });
    else {
      store.note(current.token, null);
      toast(`${current.customer.name}: ${did}`, null, current.token);
    }
    announce(`${current.customer.name}: ${text}`);
  }

  /** A job has left the columns, and with its card what was said there: that a move of it was not saved. */
  gone(seen: Card, said: string, current: Card | undefined): void {
    const did = current ? this.#whatHappened(seen, current) : 'It has left the board.';
    const text = `${seen.customer.name}: ${said} ${did}`;
    this.#parts.toast(text, null, seen.token);
    announce(text);
  }

  #whatHappened(seen: Card, { last_change, status, updated_at }: Card): string {
    const { person, zone } = this.#parts;
    const { by, at } = last_change;
    if (status === seen.status) return `It was changed at ${clock(zone, new Date(updated_at))}.`;
    const to = `${statusOf(status)?.column ? `moved it to ${labelOf(status)}` : 'cancelled it'} at ${clock(zone, new Date(at))}`;
    // The same person with two boards open did not do it here, or there would be no conflict.
    return by === person.email
      ? `You ${to}, in another tab or on another device.`
      : `${nameOf(by, person)} ${to}.`;
  }
}
