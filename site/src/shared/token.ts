// Where a job is followed, and how its token is read from what somebody typed or pasted.

export const trackingPath = (token: string): string => `/track/${token}`;

export const trackingLink = (token: string, origin: string): string => origin + trackingPath(token);

const TOKEN = /^[0-9a-f]{16}$/;
const LINK = /\/track\/([0-9a-f]{16})(?![0-9a-z])/i;

/** The token that somebody typed or pasted, alone or in a tracking link; null when it is something else. */
export function tokenTyped(text: string): string | null {
  const typed = text.trim().toLowerCase();
  return TOKEN.test(typed) ? typed : (LINK.exec(typed)?.[1] ?? null);
}
