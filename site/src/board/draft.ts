// What was typed and not saved when a session ends: kept in this tab until the person is back.

const STORED = 'qdn.draft';

export interface Draft {
  filter: string;
  /** The fields of the open "New job" dialog, by name. */
  job: Record<string, string> | null;
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(STORED, JSON.stringify(draft));

export function takeDraft(): Draft | null {
  const text = sessionStorage.getItem(STORED);
  sessionStorage.removeItem(STORED);
  return text ? (JSON.parse(text) as Draft) : null;
}
