// Storage for what is typed or not saved when a session or a page ends: in this tab, until its owner is back.
import type { Card } from '../generated/api';
import type { MoveAttempt, QuickFilter } from './store';

const STORED = 'qdn.draft';

/** The values of the open form, by input name. `card`: the edited job as the person saw it; null for a new job. */
export interface JobDraft {
  values: Record<string, string>;
  card: Card | null;
}

/** A move that was not saved: the job as the person saw it, the text on its card, and the attempt. */
export interface UnsavedMove {
  card: Card;
  text: string;
  again: MoveAttempt;
}

export interface UnsavedDraft {
  /** The e-mail address of its owner; for anybody else it is dropped. */
  owner: string;
  filter: string;
  quickFilters: QuickFilter[];
  column: string;
  job: JobDraft | null;
  moves: UnsavedMove[];
}

export const keepDraft = (draft: UnsavedDraft): void => sessionStorage.setItem(STORED, JSON.stringify(draft));

/** Removes and returns what was kept for that person; null where there is nothing, or nothing that can be read. */
export function takeDraft(owner: string): UnsavedDraft | null {
  const text = sessionStorage.getItem(STORED);
  sessionStorage.removeItem(STORED);
  try {
    const draft = JSON.parse(text ?? 'null') as UnsavedDraft | null;
    return draft?.owner === owner ? draft : null;
  } catch {
    return null;
  }
}
