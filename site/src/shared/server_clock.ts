// The server's time, independent of the device's clock: from the headers of a response and the monotonic clock.

const DAY_MS = 24 * 60 * 60 * 1000;

/** Both of the device's clocks at one moment, in ms: `wall` can be set, `steady` is monotonic. */
interface Moment {
  wall: number;
  steady: number;
}

export const moment = (): Moment => ({ wall: Date.now(), steady: performance.now() });

/**
 * The time since then, in ms; never negative.
 * The monotonic clock may stop while a phone sleeps, and the wall clock can be set: the wall clock counts if it advanced
 * by more, up to a day.
 */
export function since(then: Moment): number {
  const now = moment();
  const steady = now.steady - then.steady;
  const wall = now.wall - then.wall;
  return wall > steady && wall < DAY_MS ? wall : steady;
}

/** The server's time in ms, and the moment at which it was received. */
let known: { server: number; at: Moment } | null = null;

/** Sets the time from a response: `Date` is when the origin made it, `Age` how long a cache has kept it (RFC 9111). */
export function setByServer(headers: Headers): void {
  const date = Date.parse(headers.get('Date') ?? '');
  const age = Number(headers.get('Age') ?? 0);
  if (date && age >= 0) known = { server: date + age * 1000, at: moment() };
}

/** The server's time; the device's until the first response. */
export const now = (): Date => new Date(known ? known.server + since(known.at) : Date.now());
