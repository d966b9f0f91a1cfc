// What was typed and is not sent yet: kept in this tab, so that a reload or a way back loses nothing.
import { forget, keep, kept } from '../shared/tab_store';

const STORED = 'qdn.booking.draft';
// The field that people do not see is none of theirs.
const NOT_KEPT = 'topic';

interface Draft {
  values: Record<string, string>;
  /** How long the page has been open with it, reloads included. */
  spentMs: number;
}

function stored(): Draft {
  const text = kept(STORED);
  return text ? (JSON.parse(text) as Draft) : { values: {}, spentMs: 0 };
}

const earlier = stored();

/** What was chosen or typed under that name before the page was loaded; '' where nothing was. */
export const earlierValue = (name: string): string => earlier.values[name] ?? '';

/** How long the form has been before the person, in milliseconds. No clock that somebody sets is in it. */
export const spentMs = (): number => Math.round(earlier.spentMs + performance.now());

function keepValues(form: HTMLFormElement): void {
  const values = Object.fromEntries(
    [...new FormData(form)]
      .filter(([name]) => name !== NOT_KEPT)
      .map(([name, value]) => [name, String(value)]),
  );
  keep(STORED, JSON.stringify({ values, spentMs: spentMs() } satisfies Draft));
}

/** Puts the earlier values into the controls that are there; radio buttons of that name and value get chosen. */
export function restore(root: ParentNode): void {
  for (const [name, value] of Object.entries(earlier.values))
    for (const control of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`)) {
      if (control.type !== 'radio') control.value = value;
      else if (control.value === value) (control as HTMLInputElement).checked = true;
    }
}

/** Keeps the draft with every change. Returns what forgets it, for good. */
export function keepDraft(form: HTMLFormElement): () => void {
  const listener = (): void => keepValues(form);
  form.addEventListener('input', listener);
  window.addEventListener('pagehide', listener);
  return () => {
    form.removeEventListener('input', listener);
    window.removeEventListener('pagehide', listener);
    forget(STORED);
  };
}
