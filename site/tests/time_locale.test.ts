// What code reads of a time does not depend on the language of the page.
import { afterAll, expect, test } from 'vitest';
import { clock, dateIn, setLocale, timeIn, utcFrom } from '../src/shared/time';

const ZONE = 'America/Los_Angeles';
const AT = new Date('2026-11-25T16:05:00Z');

afterAll(() => setLocale('en-US'));

// French writes the offset as `UTC−08:00` and the time as `08 h 05`, Arabic other digits, Thai another year.
test.each(['en-US', 'es-US', 'fr-CA', 'ar-EG', 'th-TH'])(
  'in %s a time is read and written alike',
  (locale) => {
    setLocale(locale);

    expect(utcFrom(ZONE, '2026-11-25', '08:05')).toBe('2026-11-25T16:05:00Z');
    expect(utcFrom(ZONE, '2026-07-01', '08:00')).toBe('2026-07-01T15:00:00Z');
    expect(dateIn(ZONE, AT)).toBe('2026-11-25');
    expect(timeIn(ZONE, AT)).toBe('08:05');
  },
);

test('people read a time in the language of the page', () => {
  setLocale('fr-CA');

  expect(clock(ZONE, AT)).toBe('8 h 05');
});
