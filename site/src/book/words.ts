// The booking page's words, in the language of the visitor's browser. The page comes in English; only Spanish is fetched.
import english from 'virtual:words/en/book';
import { languageOf, type Words } from '../shared/words';

export type BookWords = Words<'book'> & {
  /** The words for mistakes where they differ from the server's, by pointer and code. */
  errors: Record<string, Record<string, string>>;
};

export const words: BookWords =
  languageOf(navigator.languages) === 'es' ? (await import('virtual:words/es/book')).default : english;
