// What the board knows: the jobs, what is being done to them, and how fresh all of it is.
import { statusOf } from '../shared/flow';
import type { Card } from '../shared/types';

/** A move at the revision that the person saw when they chose it. */
export interface Attempt {
  to: string;
  why: string | null;
  rev: number;
}

/** What a card says about the last move that was tried on it. */
export type Note =
  | { kind: 'saving'; to: string }
  | { kind: 'saved' }
  /** It is unknown, or known, that it was not carried out; it can be tried again as it was. */
  | { kind: 'unsaved'; text: string; again: Attempt }
  /** Somebody else was first. `again`: the same move at the revision that is now shown, if the flow allows it. */
  | { kind: 'conflict'; text: string; again: Attempt | null };

/** The filters that take one press. */
export type Quick = 'today' | 'overdue' | 'unscheduled';

export interface Toast {
  text: string;
  /** The job that it is about: the focus goes there when the toast goes. */
  token: string;
  undo: (() => void) | null;
}

// For so long a board may lack what the API has already confirmed: it answers first where the board is busy.
const BOARD_LAG_MS = 120_000;

export interface State {
  phase: 'loading' | 'ready' | 'failed';
  jobs: Map<string, Card>;
  notes: Map<string, Note>;
  filter: string;
  only: ReadonlySet<Quick>;
  /** The column that a phone shows. */
  column: string;
  /** Whether the last poll got an answer; `unreadable`: one that is no board. */
  link: 'live' | 'offline' | 'unreadable' | 'failing';
  updatedAt: Date | null;
  toast: Toast | null;
  /** Minutes matter for "overdue" and "Today": the clock is part of the state. */
  now: Date;
}

export class Store {
  state: State;
  /** Counts the writes that began or ended: an answer that was asked for before is late. */
  epoch = 0;
  /** Until when the jobs that were confirmed here are kept on a board that lacks them, by `performance.now()`. */
  #kept = new Map<string, number>();
  #paint: (state: State) => void = () => undefined;
  /** Called with a job that a board has taken out of the columns while its card said that something was not saved. */
  onGone: (seen: Card, said: string, current: Card | undefined) => void = () => undefined;
  #due = false;

  constructor(firstColumn: string) {
    this.state = {
      phase: 'loading',
      jobs: new Map(),
      notes: new Map(),
      filter: '',
      only: new Set(),
      column: firstColumn,
      link: 'live',
      updatedAt: null,
      toast: null,
      now: new Date(),
    };
  }

  onChange(paint: (state: State) => void): void {
    this.#paint = paint;
  }

  update(change: (state: State) => void): void {
    change(this.state);
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => this.flush());
  }

  /** Paints now what would be painted in a moment: for code that needs the new DOM. */
  flush(): void {
    if (!this.#due) return;
    this.#due = false;
    this.#paint(this.state);
  }

  /** Takes a job as the API confirmed it, unless it is older than what is known. */
  put(card: Card): void {
    const known = this.state.jobs.get(card.token);
    if (known && card.rev < known.rev) return;
    this.#kept.set(card.token, performance.now() + BOARD_LAG_MS);
    this.update(({ jobs }) => jobs.set(card.token, card));
  }

  /** Takes a board. It may be behind: newer revisions stay, and so do jobs that it does not show yet. */
  replaceAll(cards: Card[]): void {
    this.update((state) => {
      const known = state.jobs;
      state.jobs = new Map(cards.map((card) => [card.token, newer(known.get(card.token), card)]));
      for (const [token, until] of this.#kept) {
        const mine = known.get(token);
        if (!mine || state.jobs.has(token) || performance.now() > until) this.#kept.delete(token);
        else state.jobs.set(token, mine);
      }
      for (const [token, note] of state.notes) this.#keepOrGive(token, note, known.get(token));
    });
  }

  /** A note lives with its card, except while something is being saved, whose answer is still to come. */
  #keepOrGive(token: string, note: Note, seen: Card | undefined): void {
    const { jobs, notes } = this.state;
    const current = jobs.get(token);
    if (note.kind === 'saving' || (current && statusOf(current.status)?.column)) return;
    notes.delete(token);
    const card = seen ?? current;
    if (card && note.kind !== 'saved') this.onGone(card, note.text, current);
  }

  note(token: string, note: Note | null): void {
    this.update(({ notes }) => {
      if (note) notes.set(token, note);
      else notes.delete(token);
    });
  }

  noteOf(token: string): Note | undefined {
    return this.state.notes.get(token);
  }
}

/** At the same revision the known object stays: what is painted from it need not be looked at again. */
const newer = (mine: Card | undefined, theirs: Card): Card =>
  mine && mine.rev >= theirs.rev ? mine : theirs;

/** Where a card is shown: where it is being moved to, until the answer says where it really is. */
export function shownStatus(state: State, card: Card): string {
  const note = state.notes.get(card.token);
  return note?.kind === 'saving' ? note.to : card.status;
}
