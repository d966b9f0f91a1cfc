// The booking page's words, in the language of the visitor's browser. Those of the HTML's language come with the script.
import { languages, load } from 'virtual:words/book';
import { languageOf, type Words } from '../shared/words';

export type BookWords = Words<'book'> & {
  /** The texts of the form's errors, by pointer and code, in a language other than the server's. */
  errors: Record<string, Record<string, string>>;
};

export const words: BookWords = (await load(languageOf(navigator.languages, languages))).default;
