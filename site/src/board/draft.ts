// What was typed or tried and not saved when a session or a page ends: kept in this tab until the person is back.
import type { Card } from '../shared/types';
import type { Attempt, Quick } from './store';

const STORED = 'qdn.draft';

/** The fields of the open form, by name; with the job as it was seen when it was being edited, without for a new one. */
export interface JobDraft {
  values: Record<string, string>;
  card: Card | null;
}

/** A move that was not saved: the job as it was seen, what its card said, and what was tried. */
export interface UnsavedMove {
  card: Card;
  text: string;
  again: Attempt;
}

export interface Draft {
  /** Whose it is: nobody else takes it up. */
  owner: string;
  filter: string;
  only: Quick[];
  column: string;
  job: JobDraft | null;
  moves: UnsavedMove[];
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(STORED, JSON.stringify(draft));

/** What was kept for that person, once; null where there is nothing, or nothing that this release can read. */
export function takeDraft(owner: string): Draft | null {
  const text = sessionStorage.getItem(STORED);
  sessionStorage.removeItem(STORED);
  try {
    const draft = JSON.parse(text ?? 'null') as Draft | null;
    return draft?.owner === owner ? draft : null;
  } catch {
    return null;
  }
}
