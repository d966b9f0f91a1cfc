// The tracking page's words, in the language of the visitor's browser.
import { languageOf, type Words } from '../shared/words';

export type TrackWords = Words<'track'>;

/** Only the one language is fetched. */
export const wordsOf = (languages: readonly string[]): Promise<{ default: TrackWords }> =>
  languageOf(languages) === 'es' ? import('virtual:words/es/track') : import('virtual:words/en/track');
