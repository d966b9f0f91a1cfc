// Moves a job: shows the move at once, sends it for the revision that the person saw, and shows the result on the card.

import type { Card } from '../generated/api';
import { RefusedError, UnreachableError } from '../shared/http';
import { labelOf, statusOf, transition } from '../shared/status_flow';
import { clock } from '../shared/time';
import { announce } from './announce';
import { currentIn } from './api';
import type { BoardContext } from './board_context';
import { nameOf } from './person_name';
import { type Person, SessionEndedError } from './session';
import type { MoveAttempt } from './store';

/** How long a card shows "Saved". */
const SAVED_MS = 2_500;

type Options = Pick<
  BoardContext,
  'api' | 'store' | 'person' | 'config' | 'toasts' | 'refresh' | 'onSessionEnded'
>;

const isCancel = (card: Card, to: string): boolean => transition(card.status, to)?.kind === 'cancel';

const intentText = (card: Card, to: string): string =>
  isCancel(card, to) ? 'cancel the job' : `move to ${labelOf(to)}`;

const refusedText = (card: Card, to: string): string =>
  isCancel(card, to) ? 'Not cancelled.' : `Not moved to ${labelOf(to)}.`;

/** Whether the current revision is the result of this attempt: it was carried out, and only its response was lost. */
const isOwnMove = (
  seen: Card,
  { to, rev }: MoveAttempt,
  { last_change, ...current }: Card,
  me: Person,
): boolean =>
  current.rev === rev + 1 &&
  current.status === to &&
  last_change.by === me.email &&
  last_change.from === seen.status;

export class Moves {
  #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Moves the job from the revision that is shown. Does nothing where it is being saved or has that status. */
  async move(token: string, to: string, why: string | null = null): Promise<void> {
    const card = this.#options.store.state.jobs.get(token);
    if (card && card.status !== to) await this.#send(card, { to, why, rev: card.rev });
  }

  /** The attempt that the card offers to repeat; null when it offers none. */
  offered(token: string): MoveAttempt | null {
    const note = this.#options.store.noteOf(token);
    return note && 'again' in note ? note.again : null;
  }

  /** Repeats the attempt for the revision that the person saw then: no other change is overwritten unseen. */
  async retry(token: string): Promise<void> {
    const attempt = this.offered(token);
    const card = this.#options.store.state.jobs.get(token);
    if (card && attempt) await this.#send(card, attempt);
  }

  dismiss(token: string): void {
    this.#options.store.note(token, null);
  }

  #isSaving(token: string): boolean {
    return this.#options.store.noteOf(token)?.kind === 'saving';
  }

  async #send(card: Card, attempt: MoveAttempt): Promise<void> {
    const { api, store } = this.#options;
    // One change of a job at a time: the first would make the second a conflict, as if somebody else had made it.
    if (this.#isSaving(card.token)) return;
    store.writes += 1;
    store.note(card.token, { kind: 'saving', to: attempt.to });
    try {
      this.#saved(card, await api.transition(card.token, attempt));
    } catch (error) {
      this.#notSaved(card, attempt, error);
    } finally {
      store.writes += 1;
    }
  }

  #saved(before: Card, after: Card): void {
    const { store, toasts } = this.#options;
    const { name } = after.customer;
    store.put(after);
    this.#flashSaved(after.token);
    announce(`${name} moved from ${labelOf(before.status)} to ${labelOf(after.status)}`);
    const back = transition(after.status, before.status);
    // For the revision that this move made: changes that others make meanwhile are not undone unseen.
    const attempt = { to: before.status, why: null, rev: after.rev };
    const text = back ? `${name} moved to ${labelOf(after.status)}` : `${name}: ${labelOf(after.status)}`;
    // While another move of the job is being saved, the toast stays.
    const undo = (): void =>
      this.#isSaving(after.token) ? toasts.show(text, undo, after.token) : void this.#send(after, attempt);
    toasts.show(text, back ? undo : null, after.token);
  }

  #flashSaved(token: string): void {
    const { store } = this.#options;
    store.note(token, { kind: 'saved' });
    setTimeout(() => {
      if (store.noteOf(token)?.kind === 'saved') store.note(token, null);
    }, SAVED_MS);
  }

  #notSaved(seen: Card, tried: MoveAttempt, error: unknown): void {
    const current = currentIn(error);
    if (current) return this.#conflict(seen, tried, current);
    const { onSessionEnded, refresh, store } = this.#options;
    if (error instanceof SessionEndedError) onSessionEnded();
    else if (error instanceof RefusedError) refresh();
    else if (!(error instanceof UnreachableError)) throw error;
    const reason = error instanceof RefusedError ? ` ${error.message}` : '';
    const text = `Not saved: ${intentText(seen, tried.to)}.${reason}`;
    store.note(seen.token, { kind: 'unsaved', text, again: tried });
    announce(`${seen.customer.name}: ${text}`);
  }

  #conflict(seen: Card, tried: MoveAttempt, current: Card): void {
    const { store, person, toasts } = this.#options;
    store.put(current);
    if (isOwnMove(seen, tried, current, person)) return this.#saved(seen, current);
    const did = this.#changeText(seen, current);
    const text = current.status === tried.to ? did : `${refusedText(seen, tried.to)} ${did}`;
    const again = transition(current.status, tried.to) ? { ...tried, rev: current.rev } : null;
    if (statusOf(current.status)?.column) store.note(current.token, { kind: 'conflict', text, again });
    else {
      store.note(current.token, null);
      toasts.show(`${current.customer.name}: ${did}`, null, current.token);
    }
    announce(`${current.customer.name}: ${text}`);
  }

  /** A job has left the columns together with the note about its unsaved move: the toast shows the note instead. */
  reportLostNote(seen: Card, note: string, current: Card | undefined): void {
    const did = current ? this.#changeText(seen, current) : 'It has left the board.';
    const text = `${seen.customer.name}: ${note} ${did}`;
    this.#options.toasts.show(text, null, seen.token);
    announce(text);
  }

  #changeText(seen: Card, { last_change, status, updated_at }: Card): string {
    const { person, config } = this.#options;
    const zone = config.company.time_zone;
    const { by, at } = last_change;
    if (status === seen.status) return `It was changed at ${clock(zone, new Date(updated_at))}.`;
    const to = `${statusOf(status)?.column ? `moved it to ${labelOf(status)}` : 'cancelled it'} at ${clock(zone, new Date(at))}`;
    // The author may be the same person in another tab: a move in this one would not be a conflict.
    return by === person.email
      ? `You ${to}, in another tab or on another device.`
      : `${nameOf(by, person)} ${to}.`;
  }
}
