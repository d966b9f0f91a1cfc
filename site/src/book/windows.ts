// Which windows a customer can prefer: the coming days and parts of a day, in the company's zone.
import { dateIn, utcFrom } from '../shared/time';
import type { TimeWindow } from '../shared/types';

const DAYS_AHEAD = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Part {
  id: string;
  name: string;
  hours: string;
  from: string;
  to: string;
}

export const parts: readonly Part[] = [
  { id: 'morning', name: 'Morning', hours: '8 AM–12 PM', from: '08:00', to: '12:00' },
  { id: 'afternoon', name: 'Afternoon', hours: '12–4 PM', from: '12:00', to: '16:00' },
  { id: 'evening', name: 'Evening', hours: '4–7 PM', from: '16:00', to: '19:00' },
];

export const windowFor = (zone: string, day: string, part: Part): TimeWindow => ({
  start: utcFrom(zone, day, part.from),
  end: utcFrom(zone, day, part.to),
  zone,
});

/** Whether the window still starts in the future. */
export const isOpen = (window: TimeWindow, now: Date): boolean => new Date(window.start) > now;

/** The days that still have a window, as `2026-11-25`. */
export function openDays(zone: string, now: Date): string[] {
  const days: string[] = [];
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead += 1) {
    const day = dateIn(zone, new Date(now.getTime() + ahead * DAY_MS));
    if (parts.some((part) => isOpen(windowFor(zone, day, part), now))) days.push(day);
  }
  return days;
}
