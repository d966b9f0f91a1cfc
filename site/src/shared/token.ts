// The address of a job's tracking page, and the token in a typed or pasted text.

export const trackingPath = (token: string): string => `/track/${token}`;

export const trackingLink = (token: string, origin: string): string => origin + trackingPath(token);

const TOKEN = /^[0-9a-f]{16}$/;
const LINK = /\/track\/([0-9a-f]{16})(?![0-9a-z])/i;

/** The token in the text, alone or in a tracking link; null when there is none. */
export function tokenTyped(text: string): string | null {
  const typed = text.trim().toLowerCase();
  return TOKEN.test(typed) ? typed : (LINK.exec(typed)?.[1] ?? null);
}
