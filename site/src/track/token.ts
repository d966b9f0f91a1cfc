// How a job's token is read from the tracking page's path.

// The edge function reads it alike.
const TRACKING_PATH = /^\/track\/([0-9a-f]{16})(?:[.,;:!?)\]}>'"*_]|%22|%3e|%5d|%7d)*\/?$/i;

/**
 * The token in `/track/<token>`, or null when there is none.
 * Capitals, a trailing slash and what a message had after the link (messaging apps take it in) are forgiven.
 */
export const tokenFrom = (pathname: string): string | null =>
  TRACKING_PATH.exec(pathname)?.[1]?.toLowerCase() ?? null;
