// What a job's token looks like, and how it is read from a tracking page's path.

const TOKEN = /^[0-9a-f]{16}$/;
const TRACKING_PATH = /^\/track\/([^/]*?)\.?\/?$/;

export const trackingPath = (token: string): string => `/track/${token}`;

/**
 * The token in `/track/<token>`, or null when there is none.
 * Capitals, a trailing slash and a full stop (messaging apps add one) are forgiven.
 */
export function tokenFrom(pathname: string): string | null {
  const token = TRACKING_PATH.exec(pathname)?.[1]?.toLowerCase();
  return token && TOKEN.test(token) ? token : null;
}

const LINK = /\/track\/([0-9a-f]{16})(?![0-9a-z])/i;

/** The token that somebody typed or pasted, alone or in a tracking link; null when it is something else. */
export function tokenTyped(text: string): string | null {
  const typed = text.trim().toLowerCase();
  return TOKEN.test(typed) ? typed : (LINK.exec(typed)?.[1] ?? null);
}
