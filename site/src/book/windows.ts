// Which windows a customer can prefer: the coming days and parts of a day, in the company's zone, from a while ahead on.
import offered from '../../../lambda/jobs/booking_windows.json';
import { dateIn, utcFrom } from '../shared/time';
import type { TimeWindow } from '../shared/types';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface Part {
  id: string;
  /** `08:00`. */
  from: string;
  to: string;
}

export const parts: readonly Part[] = offered.parts;

export const windowFor = (zone: string, day: string, part: Part): TimeWindow => ({
  start: utcFrom(zone, day, part.from),
  end: utcFrom(zone, day, part.to),
  zone,
});

/** Whether the window is offered at that moment: it leaves the lead time. */
export const isOpen = ({ start }: TimeWindow, now: number): boolean =>
  Date.parse(start) >= now + offered.lead_minutes * MINUTE_MS;

/** A calendar day has no zone: noon UTC lies on that day for every way to print it in UTC. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** The days that still have a window, as `2026-11-25`. Counted on the calendar: some days have 23 or 25 hours. */
export function openDays(zone: string, now: number): string[] {
  const today = noonOf(dateIn(zone, new Date(now))).getTime();
  return Array.from({ length: offered.days_ahead }, (_, ahead) =>
    new Date(today + ahead * DAY_MS).toISOString().slice(0, 10),
  ).filter((day) => parts.some((part) => isOpen(windowFor(zone, day, part), now)));
}

/** What is wrong with a window, by the code that its words stand under: as in BookingWindow, requests.py. */
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
