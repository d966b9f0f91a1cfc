// The languages of the customer's pages: which one a visitor reads, and how a page's words get into it.
import type en from '../../messages/en.json';
import type es from '../../messages/es.json';

type Messages = typeof en;
type Page = 'track' | 'book';
type Alike<A, B> = [A, B] extends [B, A] ? true : never;
type Holds<T extends true> = T;

/** Does not compile while one language has a text that the other lacks. */
export type Complete = Holds<Alike<Messages, typeof es>>;

export type Language = 'en' | 'es';

/** What a customer reads of a status, from the status flow. */
export interface StatusWords {
  label: string;
  next: string;
  next_without_window?: string;
  /** Where the window has passed and the job has not begun. */
  next_after_window?: string;
}

/** How the customer's pages show a status. `poll_seconds`: null where they stop asking. */
export interface Look {
  color: string;
  icon: string;
  ends: boolean;
  poll_seconds: number | null;
}

/** Everything that a page says, in one language. */
export type Words<P extends Page> = Messages['shared'] &
  Messages[P] & {
    language: Language;
    /** What each kind of job is called. */
    kinds: Record<string, string>;
    statuses: Record<string, StatusWords>;
    unknown: StatusWords;
  };

const isLanguage = (tag: string): tag is Language => tag === 'en' || tag === 'es';

/** The first language of the browser's that the pages speak: English when it names none. */
export function languageOf(preferred: readonly string[]): Language {
  const primary = preferred.map((tag) => tag.slice(0, 2).toLowerCase());
  return primary.find(isLanguage) ?? 'en';
}

/** `Call {phone}` with its blanks filled. */
export const fill = (text: string, blanks: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank);

/** Puts the page's HTML, which comes in English, into these words. */
export function translate(words: { language: Language }): void {
  const { documentElement } = document;
  if (documentElement.lang === words.language) return;
  documentElement.lang = words.language;
  const text = words as unknown as Record<string, string>;
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]'))
    element.textContent = text[element.dataset.t as string] ?? '';
  for (const element of document.querySelectorAll<HTMLElement>('[data-t-label]'))
    element.ariaLabel = text[element.dataset.tLabel as string] ?? '';
}
