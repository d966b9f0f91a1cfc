// The tracking page's words, in the language of the visitor's browser.
import { languages, load } from 'virtual:words/track';
import { languageOf, type Words } from '../shared/words';

export type TrackWords = Words<'track'>;

/** Fetches the words in one language only. */
export const wordsOf = (preferred: readonly string[]): Promise<{ default: TrackWords }> =>
  load(languageOf(preferred, languages));
