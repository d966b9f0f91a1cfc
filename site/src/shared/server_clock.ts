// What time it is, whatever the phone's clock says: the server's date, and time that only goes forward.

const DAY_MS = 24 * 60 * 60 * 1000;

/** Both of the phone's clocks at one moment, in ms. */
interface Moment {
  wall: number;
  steady: number;
}

export const moment = (): Moment => ({ wall: Date.now(), steady: performance.now() });

/**
 * How long ago that was, in ms; never negative.
 * The steady clock may stand still while the phone sleeps, and the wall clock can be set: it is believed when it went
 * forward by more, but not by more than a day.
 */
export function since(then: Moment): number {
  const now = moment();
  const steady = now.steady - then.steady;
  const wall = now.wall - then.wall;
  return wall > steady && wall < DAY_MS ? wall : steady;
}

/** What the server said, and when. */
let told: { server: number; at: Moment } | null = null;

/** Takes the time from an answer. `Date` is when the origin gave it; `Age` is how long a cache kept it (RFC 9111). */
export function setByServer(headers: Headers): void {
  const date = Date.parse(headers.get('Date') ?? '');
  const age = Number(headers.get('Age') ?? 0);
  if (date && age >= 0) told = { server: date + age * 1000, at: moment() };
}

/** The server's time; the phone's until there was an answer. */
export const now = (): Date => new Date(told ? told.server + since(told.at) : Date.now());
