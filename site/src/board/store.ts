// The board's state: the jobs, the moves under way, the filters, and whether the last poll succeeded.

import type { Card } from '../generated/api';
import { statusOf } from '../shared/status_flow';
import { BOARD_LAG_MS } from '../shared/timings';

/** A move on condition that the job is still at `rev`, the revision that the person saw. */
export interface MoveAttempt {
  to: string;
  why: string | null;
  rev: number;
}

/** The note on a card about the last move of its job. */
export type CardNote =
  | { kind: 'saving'; to: string }
  | { kind: 'saved' }
  /** It was not carried out, or that is unknown. `again`: the same attempt. */
  | { kind: 'unsaved'; text: string; again: MoveAttempt }
  /** Another revision was stored first. `again`: the same move at that revision; null where the flow has no such move. */
  | { kind: 'conflict'; text: string; again: MoveAttempt | null };

/** The filters that are a button each. */
export type QuickFilter = 'today' | 'overdue' | 'unscheduled';

export interface Toast {
  text: string;
  /** The job that it is about: gets the focus when the toast closes. */
  token: string;
  undo: (() => void) | null;
}

export interface BoardState {
  phase: 'loading' | 'ready' | 'failed';
  jobs: Map<string, Card>;
  notes: Map<string, CardNote>;
  filter: string;
  quickFilters: ReadonlySet<QuickFilter>;
  /** The column that a phone shows. */
  column: string;
  /** The result of the last poll; `unreadable`: the response is no board. */
  connection: 'live' | 'offline' | 'unreadable' | 'failing';
  updatedAt: Date | null;
  toast: Toast | null;
  /** What "overdue" and "Today" are relative to; set once a minute. */
  now: Date;
}

export class Store {
  state: BoardState;
  /** Counts the writes that began or ended. A board that was requested before the last of them may be too old. */
  writes = 0;
  /** Until when a job that the API confirmed stays although the board lacks it, by `performance.now()`. */
  #keptUntil = new Map<string, number>();
  #paint: (state: BoardState) => void = () => undefined;
  /** Called when a job leaves the columns while its card has a note about an unsaved move. */
  onNoteLost: (seen: Card, said: string, current: Card | undefined) => void = () => undefined;
  #due = false;

  constructor(firstColumn: string) {
    this.state = {
      phase: 'loading',
      jobs: new Map(),
      notes: new Map(),
      filter: '',
      quickFilters: new Set(),
      column: firstColumn,
      connection: 'live',
      updatedAt: null,
      toast: null,
      now: new Date(),
    };
  }

  onChange(paint: (state: BoardState) => void): void {
    this.#paint = paint;
  }

  update(change: (state: BoardState) => void): void {
    change(this.state);
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => this.flush());
  }

  /** Paints a pending change at once, for code that needs the new DOM. */
  flush(): void {
    if (!this.#due) return;
    this.#due = false;
    this.#paint(this.state);
  }

  /** Takes a job from a response to a write, unless a newer revision is known. */
  put(card: Card): void {
    const known = this.state.jobs.get(card.token);
    if (known && card.rev < known.rev) return;
    this.#keptUntil.set(card.token, performance.now() + BOARD_LAG_MS);
    this.update(({ jobs }) => jobs.set(card.token, card));
  }

  /** Takes a polled board. It may be old: newer revisions stay, and so do jobs that it does not have yet. */
  replaceAll(cards: Card[]): void {
    this.update((state) => {
      const known = state.jobs;
      state.jobs = new Map(cards.map((card) => [card.token, newer(known.get(card.token), card)]));
      for (const [token, until] of this.#keptUntil) {
        const mine = known.get(token);
        if (!mine || state.jobs.has(token) || performance.now() > until) this.#keptUntil.delete(token);
        else state.jobs.set(token, mine);
      }
      for (const [token, note] of state.notes) this.#dropNoteWithoutCard(token, note, known.get(token));
    });
  }

  /** Removes the note of a job without a card, except while the response to a move is still to come. */
  #dropNoteWithoutCard(token: string, note: CardNote, seen: Card | undefined): void {
    const { jobs, notes } = this.state;
    const current = jobs.get(token);
    if (note.kind === 'saving' || (current && statusOf(current.status)?.column)) return;
    notes.delete(token);
    const card = seen ?? current;
    if (card && note.kind !== 'saved') this.onNoteLost(card, note.text, current);
  }

  note(token: string, note: CardNote | null): void {
    this.update(({ notes }) => {
      if (note) notes.set(token, note);
      else notes.delete(token);
    });
  }

  noteOf(token: string): CardNote | undefined {
    return this.state.notes.get(token);
  }
}

/** At the same revision the known object stays, so that its card is not painted again. */
const newer = (mine: Card | undefined, theirs: Card): Card =>
  mine && mine.rev >= theirs.rev ? mine : theirs;

/** The status under which a card is shown: the target of a move that is being saved, else the job's own. */
export function shownStatus(state: BoardState, card: Card): string {
  const note = state.notes.get(card.token);
  return note?.kind === 'saving' ? note.to : card.status;
}
