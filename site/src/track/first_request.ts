// The first request for the job, and the texts in the visitor's language. This module runs before the HTML has been parsed
// to its end and before the style sheet has loaded; main.ts uses what it has started.
import { REQUEST_DEADLINE_MS } from '../shared/timings';
import { tokenFrom } from './token';
import { wordsOf } from './words';

/** The job's token; null when the address has none. */
export const token = tokenFrom(location.pathname);

/** Requests the job's public view. Rejects when there is no response. */
export const requestJob = (of: string): Promise<Response> =>
  fetch(`/api/track/${of}`, { signal: AbortSignal.timeout(REQUEST_DEADLINE_MS) });

/** The response to the first request; null without a token. */
export const first: Promise<Response> | null = token ? requestJob(token) : null;

/** The page's words. */
export const words = wordsOf(navigator.languages);

// main.ts handles a failure; until it is loaded, a rejection must not count as unhandled.
first?.catch(() => {});
words.catch(() => {});
