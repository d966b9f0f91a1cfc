// The draft: the values of the form, kept in this tab until the request is sent, over reloads and going back.
import { forget, keep, kept } from '../shared/tab_store';

const STORED = 'qdn.booking.draft';
// The honeypot: people do not see it.
const NOT_KEPT = 'topic';

interface Draft {
  values: Record<string, string>;
  /** How long the form has been open, in milliseconds, reloads included. */
  spentMs: number;
}

function stored(): Draft {
  const text = kept(STORED);
  return text ? (JSON.parse(text) as Draft) : { values: {}, spentMs: 0 };
}

const earlier = stored();

/** The value of that name in the draft at the time the page was loaded; '' without one. */
export const earlierValue = (name: string): string => earlier.values[name] ?? '';

/** How long the form has been open, in milliseconds. Measured with the monotonic clock. */
export const spentMs = (): number => Math.round(earlier.spentMs + performance.now());

function keepValues(form: HTMLFormElement): void {
  const values = Object.fromEntries(
    [...new FormData(form)]
      .filter(([name]) => name !== NOT_KEPT)
      .map(([name, value]) => [name, String(value)]),
  );
  keep(STORED, JSON.stringify({ values, spentMs: spentMs() } satisfies Draft));
}

/** Puts the draft into the controls below `root`; radio buttons of the same name and value are checked. */
export function restore(root: ParentNode): void {
  for (const [name, value] of Object.entries(earlier.values))
    for (const control of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`)) {
      if (control.type !== 'radio') control.value = value;
      else if (control.value === value) (control as HTMLInputElement).checked = true;
    }
}

/** Keeps the draft up to date with every change. Returns a function that stops this and deletes the draft. */
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
