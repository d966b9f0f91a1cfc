// An appointment as an iCalendar file (RFC 5545).

export interface Appointment {
  /** The same for every version of one job's appointment, so that a calendar replaces it. */
  uid: string;
  /** Increases with every change of the job. */
  sequence: number;
  /** UTC, `2026-11-25T16:00:00Z`. */
  start: string;
  end: string;
  summary: string;
  location: string;
  description: string;
  /** Whether the time is agreed. */
  agreed: boolean;
}

const OCTETS_A_LINE = 75;

/** `20261125T160000Z` (3.3.5, form 2). */
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** 3.3.11. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n');

/** Folds a line at 75 octets (3.1): continuation lines begin with a space. Never splits a character. */
function folded(line: string): string {
  const octets = (text: string): number => new TextEncoder().encode(text).length;
  const lines = [''];
  for (const character of line) {
    const last = lines.length - 1;
    const longer = `${lines[last]}${character}`;
    if (octets(longer) > OCTETS_A_LINE) lines.push(` ${character}`);
    else lines[last] = longer;
  }
  return lines.join('\r\n');
}

/** The file's text. `now` is its time stamp. */
export function icsOf(
  { uid, sequence, start, end, summary, location, description, agreed }: Appointment,
  now: Date,
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//QuickDumpNow//Dispatch//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(new Date(start))}`,
    `DTEND:${utc(new Date(end))}`,
    `SUMMARY:${escaped(summary)}`,
    ...(location ? [`LOCATION:${escaped(location)}`] : []),
    ...(description ? [`DESCRIPTION:${escaped(description)}`] : []),
    `STATUS:${agreed ? 'CONFIRMED' : 'TENTATIVE'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** A UID that does not contain the token: calendars are shared, and the token opens the job's page to anybody. */
export async function uidOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`calendar ${token}`));
  const hex = Array.from(new Uint8Array(digest).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0'));
  return `${hex.join('')}@quickdumpnow.com`;
}

/** Downloads the file; the browser saves it or opens the calendar. */
export function saveIcs(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
