// Times as people read them: always in a named zone, never in the device's own.
import type { TimeWindow } from '../generated/api';

// English on the board; the customer's pages set the visitor's language.
let locale = 'en-US';
/** For what code reads: in other locales digits, separators and `GMT` differ (`UTC−08:00` in French). */
const MACHINE = 'en-US';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

// Building a formatter costs far more than using it, and a board has hundreds of windows.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  tag: string = locale,
): Intl.DateTimeFormat {
  const key = tag + zone + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(tag, { timeZone: zone, ...options });
    formatters.set(key, found);
  }
  return found;
}

/** Sets the locale of what people read, for example `es-US`. Call it before anything is formatted. */
export const setLocale = (tag: string): void => {
  locale = tag;
};

/** With ordinary spaces: Intl uses thin and narrow ones, which searches and some fonts do not handle. */
const plain = (text: string): string => text.replace(/\s*–\s*/g, '–').replace(/[\u2009\u202f\u00a0]/g, ' ');

/** The calendar day in the zone, `2026-11-25`. */
export function dateIn(zone: string, at: Date): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = formatter(zone, options, MACHINE).formatToParts(at);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** The next calendar day. Days are not 24 hours: some have 23 or 25. */
const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** `PST`. Depends on the day: half of the year it is `PDT`. */
export function zoneName(zone: string, at: Date): string {
  const parts = formatter(zone, { timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** `PST (America/Los Angeles)`. */
export const zoneText = (zone: string, at: Date): string =>
  `${zoneName(zone, at)} (${zone.replaceAll('_', ' ')})`;

/** `2:14 PM`. */
export const clock = (zone: string, at: Date): string =>
  plain(formatter(zone, { hour: 'numeric', minute: '2-digit' }).format(at));

/** The time of day in the zone, in the format of `<input type="time">`: `09:00`. */
export const timeIn = (zone: string, at: Date): string =>
  formatter(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, MACHINE).format(at);
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function relative(count: number, unit: Intl.RelativeTimeFormatUnit): string {
  // Narrow English is `5m ago`, short `12 sec. ago`.
  const style = unit === 'second' ? 'narrow' : 'short';
  return plain(new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style }).format(count, unit));
}

/** `Today`, `Tomorrow` or `Wed, Nov 25`. */
export function dayName(zone: string, at: Date, now: Date): string {
  const today = dateIn(zone, now);
  const ahead = [today, dayAfter(today)].indexOf(dateIn(zone, at));
  return capitalised(
    ahead < 0
      ? formatter(zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(at)
      : relative(ahead, 'day'),
  );
}

/** `Today, 2:14 PM`. */
export const stamp = (zone: string, at: Date, now: Date): string =>
  `${dayName(zone, at, now)}, ${clock(zone, at)}`;

/** `8–10 AM PST`. */
function hours(zone: string, start: Date, end: Date): string {
  const whole = [start, end].every((at) => at.getTime() % (60 * MINUTE_MS) === 0);
  const options: Intl.DateTimeFormatOptions = whole
    ? { hour: 'numeric' }
    : { hour: 'numeric', minute: '2-digit' };
  return `${plain(formatter(zone, options).formatRange(start, end))} ${zoneName(zone, start)}`;
}

/** The window without its day: `8–10 AM PST`. */
export const hoursText = ({ start, end, zone }: TimeWindow): string =>
  hours(zone, new Date(start), new Date(end));

/** `Wed, Nov 25,` and `8–10 AM PST`: a line may break between them. Over midnight both parts have a day and a time. */
export function windowParts({ start, end, zone }: TimeWindow, now: Date): [string, string] {
  const [from, to] = [new Date(start), new Date(end)];
  if (dateIn(zone, from) === dateIn(zone, to)) return [`${dayName(zone, from, now)},`, hours(zone, from, to)];
  return [`${stamp(zone, from, now)} –`, zonedStamp(zone, to, now)];
}

/** `Wed, Nov 25, 8–10 AM PST`. */
export const windowText = (window: TimeWindow, now: Date): string => windowParts(window, now).join(' ');

/** `Tue, Nov 24, 9–11 AM PST`, whatever day it is now; with the year where it is another one. */
export function fullWindowText({ start, end, zone }: TimeWindow, now: Date): string {
  const [from, to] = [new Date(start), new Date(end)];
  const year =
    dateIn(zone, from).slice(0, 4) === dateIn(zone, now).slice(0, 4) ? {} : { year: 'numeric' as const };
  const day = formatter(zone, { weekday: 'short', month: 'short', day: 'numeric', ...year }).format(from);
  if (dateIn(zone, from) === dateIn(zone, to)) return `${day}, ${hours(zone, from, to)}`;
  const last = formatter(zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(to);
  return `${day}, ${clock(zone, from)} to ${last}, ${clock(zone, to)} ${zoneName(zone, from)}`;
}

/** `Today, 2:14 PM PST`. */
export const zonedStamp = (zone: string, at: Date, now: Date): string =>
  `${stamp(zone, at, now)} ${zoneName(zone, at)}`;

/** Minutes by which the zone is ahead of UTC at that moment. */
function offsetMinutes(zone: string, at: Date): number {
  const name = formatter(zone, { timeZoneName: 'longOffset' }, MACHINE)
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** The moment at which clocks in the zone show that day (`2026-11-25`) and time (`08:00`), as `2026-11-25T16:00:00Z`. */
export function utcFrom(zone: string, day: string, time: string): string {
  const asIfUtc = new Date(`${day}T${time}:00Z`).getTime();
  // The first guess can fall on the other side of a clock change; the second uses the offset that really applies.
  let at = asIfUtc;
  for (let round = 0; round < 2; round += 1) at = asIfUtc - offsetMinutes(zone, new Date(at)) * MINUTE_MS;
  return new Date(at).toISOString().replace('.000', '');
}

/** `now`, `12 s ago`, `5 min. ago`, `2 hr. ago`; `hace 12 s`. A clock that was set back counts as now. */
export function ago(elapsedMs: number): string {
  const seconds = Math.max(0, Math.round(elapsedMs / 1000));
  const since = (length: number, unit: Intl.RelativeTimeFormatUnit): string =>
    relative(-Math.floor(seconds / length), unit);
  const text = seconds < 60 ? since(1, 'second') : seconds < 3600 ? since(60, 'minute') : since(3600, 'hour');
  // Intl's English has no space there: `12s ago`.
  return text.replace(/(\d)([a-z])/, '$1 $2');
}
