// What a job's token looks like, and where the job is followed.

const TOKEN = /^[0-9a-f]{16}$/;

export const trackingPath = (token: string): string => `/track/${token}`;

const LINK = /\/track\/([0-9a-f]{16})(?![0-9a-z])/i;

/** The token that somebody typed or pasted, alone or in a tracking link; null when it is something else. */
export function tokenTyped(text: string): string | null {
  const typed = text.trim().toLowerCase();
  return TOKEN.test(typed) ? typed : (LINK.exec(typed)?.[1] ?? null);
}
