// What was typed and not saved when a session ends: kept in this tab until the person is back.
import type { Card } from '../shared/types';

const STORED = 'qdn.draft';

/** The fields of the open form, by name; with the job as it was seen when it was being edited, without for a new one. */
export interface JobDraft {
  values: Record<string, string>;
  card: Card | null;
}

export interface Draft {
  filter: string;
  job: JobDraft | null;
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(STORED, JSON.stringify(draft));

export function takeDraft(): Draft | null {
  const text = sessionStorage.getItem(STORED);
  sessionStorage.removeItem(STORED);
  return text ? (JSON.parse(text) as Draft) : null;
}
