// The languages of the customer's pages: the choice of one for a visitor, and putting a page's texts into it.
import type en from '../../../lambda/words/en.json';

// The build fails when the languages differ, so that one of them gives the types of all.
type Pages = (typeof en)['pages'];
type Page = 'track' | 'book';

/** The texts of a status on the customer's pages. */
export interface StatusWords {
  label: string;
  next: string;
  next_without_window?: string;
  /** Where the window has passed and the job has not begun. */
  next_after_window?: string;
}

/** The look of a status on the customer's pages. `poll_seconds`: null where polling ends. */
export interface Look {
  color: string;
  icon: string;
  ends: boolean;
  poll_seconds: number | null;
}

/** All texts of a page in one language. */
export type Words<P extends Page> = Pages['shared'] &
  Pages[P] & {
    /** The name of the language's file, which is its code in HTML: `en`. */
    language: string;
    /** The name of each kind of job. */
    kinds: Record<string, string>;
    statuses: Record<string, StatusWords>;
    unknown: StatusWords;
  };

/** The first language that the browser prefers and the pages have; the pages' own first one when there is none. */
export function languageOf(preferred: readonly string[], languages: readonly string[]): string {
  const primary = preferred.map((tag) => tag.split('-')[0]?.toLowerCase());
  return primary.find((tag) => tag !== undefined && languages.includes(tag)) ?? (languages[0] as string);
}

/** `Call {phone}` with its placeholders replaced. */
export const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);

/** Replaces the texts of the page's HTML, which comes in the first language. */
export function translate(words: { language: string }): void {
  const { documentElement } = document;
  if (documentElement.lang === words.language) return;
  documentElement.lang = words.language;
  const text = words as unknown as Record<string, string>;
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]'))
    element.textContent = text[element.dataset.t as string] ?? '';
  for (const element of document.querySelectorAll<HTMLElement>('[data-t-label]'))
    element.ariaLabel = text[element.dataset.tLabel as string] ?? '';
}
