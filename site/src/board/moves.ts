// Moving a job: at once on the screen, with the revision that the person saw, and honest about what came of it.
import { labelOf, statusOf, transition } from '../shared/flow';
import { Refused, Unreachable } from '../shared/http';
import { clock } from '../shared/time';
import type { Card } from '../shared/types';
import { announce } from './announce';
import { type Api, currentIn } from './api';
import { type Person, SessionEnded } from './session';
import type { Store } from './store';

const SAVED_MS = 2_500;

interface Parts {
  api: Api;
  store: Store;
  person: Person;
  zone: string;
  toast(text: string, undo: (() => void) | null): void;
  ended(): void;
  refresh(): void;
}

export class Moves {
  #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Moves the job as it is known now. A job that is being saved, or is there already, stays. */
  async move(token: string, to: string, why: string | null = null): Promise<void> {
    const card = this.#parts.store.state.jobs.get(token);
    const saving = this.#parts.store.noteOf(token)?.kind === 'saving';
    if (card && !saving && card.status !== to) await this.#send(card, card.rev, to, why);
  }

  /** Tries a move again at the revision that was seen then, so that nothing is overwritten unseen. */
  async retry(token: string): Promise<void> {
    const { store } = this.#parts;
    const note = store.noteOf(token);
    const card = store.state.jobs.get(token);
    if (card && note?.kind === 'unsaved') await this.#send(card, note.rev, note.to, note.why);
  }

  dismiss(token: string): void {
    this.#parts.store.note(token, null);
  }

  async #send(card: Card, rev: number, to: string, why: string | null): Promise<void> {
    const { api, store } = this.#parts;
    store.epoch += 1;
    store.note(card.token, { kind: 'saving', to });
    try {
      this.#saved(card, await api.transition(card.token, rev, to, why));
    } catch (error) {
      this.#notSaved({ card, rev, to, why }, error);
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
    const undo = back ? () => void this.move(after.token, before.status) : null;
    toast(back ? `${name} moved to ${labelOf(after.status)}` : `${name}: ${labelOf(after.status)}`, undo);
  }

  #flashSaved(token: string): void {
    const { store } = this.#parts;
    store.note(token, { kind: 'saved' });
    setTimeout(() => {
      if (store.noteOf(token)?.kind === 'saved') store.note(token, null);
    }, SAVED_MS);
  }

  #notSaved(tried: { card: Card; rev: number; to: string; why: string | null }, error: unknown): void {
    const current = currentIn(error);
    if (current) return this.#conflict(tried.card, tried, current);
    const { ended, refresh, store } = this.#parts;
    const { token, customer } = tried.card;
    if (error instanceof SessionEnded) ended();
    else if (error instanceof Refused) refresh();
    else if (!(error instanceof Unreachable)) throw error;
    const reason = error instanceof Refused ? ` ${error.message}` : '';
    const text = `Not saved: move to ${labelOf(tried.to)}.${reason}`;
    const { to, why, rev } = tried;
    store.note(token, { kind: 'unsaved', to, why, rev, text });
    announce(`${customer.name}: ${text}`);
  }

  #conflict(seen: Card, tried: { rev: number; to: string; why: string | null }, current: Card): void {
    const { store, person, zone } = this.#parts;
    const { by, at, from, to } = current.last_change;
    store.put(current);
    // Our own first try had landed, and only its answer was lost.
    const mine =
      by === person.email && current.rev === tried.rev + 1 && from === seen.status && to === tried.to;
    if (mine && current.status === tried.to) return this.#saved(seen, current);

    const who = by === person.email ? 'You' : by === 'customer' ? 'The customer' : by || 'Someone';
    const moved = current.status !== seen.status;
    const did = moved
      ? `${who} moved it to ${labelOf(current.status)} at ${clock(zone, new Date(at))}.`
      : `It was changed at ${clock(zone, new Date(current.updated_at))}.`;
    const again = transition(current.status, tried.to) ? { to: tried.to, why: tried.why } : null;
    const there = current.status === tried.to;
    const text = there ? did : `Not moved to ${labelOf(tried.to)}. ${did}`;
    const visible = statusOf(current.status)?.column;
    if (visible) store.note(current.token, { kind: 'conflict', text, again });
    else {
      store.note(current.token, null);
      this.#parts.toast(`${current.customer.name}: ${did}`, null);
    }
    announce(`${current.customer.name}: ${text}`);
  }
}
