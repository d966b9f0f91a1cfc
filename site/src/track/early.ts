// What cannot wait for the rest of the page: the question about the job, and the words of the visitor's language.
// It runs by itself, before the HTML is read to its end and before the style sheet is there; main.ts takes it up.
import { tokenFrom } from './token';
import { wordsOf } from './words';

const DEADLINE_MS = 15_000;

/** The job's token; null when the address has none. */
export const token = tokenFrom(location.pathname);

/** Asks for the job's public view. Rejects when no answer comes. */
export const ask = (of: string): Promise<Response> =>
  fetch(`/api/track/${of}`, { signal: AbortSignal.timeout(DEADLINE_MS) });

/** The first answer. */
export const first: Promise<Response> | null = token ? ask(token) : null;

/** The page's words. */
export const words = wordsOf(navigator.languages);

// Whoever takes these up hears of a failure too; until then it is nobody's.
first?.catch(() => {});
words.catch(() => {});
