// Reads a job's token from the tracking page's path.

// The same as in edge_functions/qdn-track-rewrite.js.
const TRACKING_PATH = /^\/track\/([0-9a-f]{16})(?:[.,;:!?)\]}>'"*_]|%22|%3e|%5d|%7d)*\/?$/i;

/**
 * The token in `/track/<token>`, or null when there is none.
 * Capitals, a trailing slash and the punctuation after a link, which messaging apps take into it, are ignored.
 */
export const tokenFrom = (pathname: string): string | null =>
  TRACKING_PATH.exec(pathname)?.[1]?.toLowerCase() ?? null;
