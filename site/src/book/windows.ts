// The windows that a customer can prefer: parts of the coming days in the company's zone, after a lead time.
import offered from '../../../lambda/jobs/booking_windows.json';
import type { TimeWindow } from '../generated/api';
import { dateIn, utcFrom } from '../shared/time';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface DayPart {
  id: string;
  /** `08:00`. */
  from: string;
  to: string;
}

export const parts: readonly DayPart[] = offered.parts;

export const windowFor = (zone: string, day: string, part: DayPart): TimeWindow => ({
  start: utcFrom(zone, day, part.from),
  end: utcFrom(zone, day, part.to),
  zone,
});

/** Whether the window starts late enough to be offered at `now` (ms since 1970). */
export const isOpen = ({ start }: TimeWindow, now: number): boolean =>
  Date.parse(start) >= now + offered.lead_minutes * MINUTE_MS;

/** A moment on that calendar day, to be formatted in UTC. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** The days that still have an open window, as `2026-11-25`. Counted on the calendar, since a day may have 23 or 25 hours. */
export function openDays(zone: string, now: number): string[] {
  const today = noonOf(dateIn(zone, new Date(now))).getTime();
  return Array.from({ length: offered.days_ahead }, (_, ahead) =>
    new Date(today + ahead * DAY_MS).toISOString().slice(0, 10),
  ).filter((day) => parts.some((part) => isOpen(windowFor(zone, day, part), now)));
}

/** The code of a window's error, as BookingWindow in requests.py gives it; null for a valid window. */
export function wrongWindow(
  { start, end, zone }: TimeWindow,
  companyZone: string,
  now: number,
): string | null {
  const { lead_minutes, slack_minutes, days_ahead, longest_hours } = offered;
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (zone !== companyZone) return 'zone';
  if (from < now + (lead_minutes - slack_minutes) * MINUTE_MS) return 'soon';
  if (from > now + (days_ahead + 1) * DAY_MS) return 'far';
  return to - from > longest_hours * HOUR_MS ? 'long' : null;
}
