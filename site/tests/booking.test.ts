// The booking form's checks and windows. The table of mistakes is the one that the server's test reads (tests/unit/site).
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../src/book/terms';
import { openDays, windowFor } from '../src/book/windows';
import type { JobRequest, TimeWindow } from '../src/generated/api';
import type { BookingCompany } from '../src/shared/config';
import table from './cases/booking_mistakes.json';

type Typed = string | TimeWindow | { repeat: string; times: number };

const NOW = Date.parse(table.now);
const COMPANY: BookingCompany = table.company;
const ZONE = COMPANY.time_zone;

const written = (typed: Typed): string | TimeWindow =>
  typeof typed === 'object' && 'repeat' in typed ? typed.repeat.repeat(typed.times) : typed;

/** A sound request but for these values, by pointer. */
function request(values: [string, Typed][]): JobRequest {
  const body = structuredClone(table.sound_request) as unknown as JobRequest;
  for (const [pointer, typed] of values) {
    const path = pointer.slice(1).split('/');
    const name = path.pop() as string;
    let at = body as unknown as Record<string, unknown>;
    for (const step of path) at = at[step] as Record<string, unknown>;
    at[name] = written(typed);
  }
  return body;
}

const codesOf = (body: JobRequest): Record<string, string> =>
  Object.fromEntries(problemsOf(body, COMPANY, NOW).map(({ pointer, code }) => [pointer, code]));

describe('the page finds the mistakes that the server finds', () => {
  test.each(table.cases)('$pointer: $typed', ({ pointer, typed, codes }) => {
    expect(codesOf(request([[pointer, typed as Typed]]))).toEqual(codes);
  });
});

test('the page finds every mistake at once', () => {
  const empty = [...new Set(table.cases.map(({ pointer }) => pointer))]
    .filter((pointer) => pointer !== '/window')
    .map((pointer): [string, Typed] => [pointer, '']);
  const past = table.cases.find(({ pointer }) => pointer === '/window')?.typed as Typed;
  expect(Object.keys(codesOf(request([...empty, ['/window', past]])))).toHaveLength(7);
});

test('a valid request has no problems, and the error of a ZIP code elsewhere has the phone number', () => {
  expect(codesOf(request([]))).toEqual({});
  expect(problemsOf(request([['/service/address/zip', '90210']]), COMPANY, NOW)).toEqual([
    {
      pointer: '/service/address/zip',
      code: 'area',
      detail: 'We do not come to 90210 yet. Call us at (619) 555-0142: we may still find a way.',
    },
  ]);
});

test.each([
  // 11:30 PM: a day of 23 hours (14 March 2027) is not skipped, one of 25 (1 November 2026) is not offered twice.
  ['2027-03-13T23:30:00-08:00', ['2027-03-14', '2027-03-15', '2027-03-16']],
  ['2026-10-31T23:30:00-07:00', ['2026-11-01', '2026-11-02', '2026-11-03']],
])('the days that are offered at %s follow the calendar over a clock change', (now, days) => {
  expect(openDays(ZONE, Date.parse(now)).slice(0, 3)).toEqual(days);
});

test.each([
  ['2027-03-14', '2027-03-14T15:00:00Z', '2027-03-14T19:00:00Z'],
  ['2027-03-13', '2027-03-13T16:00:00Z', '2027-03-13T20:00:00Z'],
  ['2026-11-01', '2026-11-01T16:00:00Z', '2026-11-01T20:00:00Z'],
  ['2026-10-31', '2026-10-31T15:00:00Z', '2026-10-31T19:00:00Z'],
])('the morning of %s is from eight to twelve on the wall clock of that day', (day, start, end) => {
  expect(windowFor(ZONE, day, { id: 'morning', from: '08:00', to: '12:00' })).toEqual({
    start,
    end,
    zone: ZONE,
  });
});
