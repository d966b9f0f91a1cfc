// When the tracking page asks again.
import { beforeEach, describe, expect, test } from 'vitest';
import { backOffMs } from '../src/shared/timings';
import { PollSchedule } from '../src/track/poll_schedule';

const MINUTE = 60_000;
let now = 0;
let schedule: PollSchedule;
const times = (count: number, next: () => number | null): (number | null)[] =>
  Array.from({ length: count }, next);

beforeEach(() => {
  now = 0;
  schedule = new PollSchedule(() => now);
});

test('for five minutes every five seconds, then at the interval of the status', () => {
  expect(schedule.found(MINUTE)).toBe(5_000);
  now = 5 * MINUTE - 1;
  expect(schedule.found(MINUTE)).toBe(5_000);
  now = 5 * MINUTE;
  expect(schedule.found(MINUTE)).toBe(MINUTE);
});

test('somebody who comes back has five fast minutes again', () => {
  now = 60 * MINUTE;
  schedule.visit();
  expect(schedule.found(MINUTE)).toBe(5_000);
});

test('a job that has ended is not polled', () => {
  expect(schedule.found(null)).toBeNull();
});

describe('a missing job', () => {
  test('is requested again after 1, 2 and 4 seconds, then it is missing', () => {
    expect(times(5, () => schedule.missing())).toEqual([1_000, 2_000, 4_000, null, null]);
  });

  test('is retried again when somebody comes back', () => {
    times(4, () => schedule.missing());
    schedule.visit();
    expect(schedule.missing()).toBe(1_000);
  });
});

describe('a failing edge', () => {
  test('is requested at doubling intervals, up to five minutes', () => {
    expect(times(10, () => schedule.failed())).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
    ]);
    expect(backOffMs(60)).toBe(5 * MINUTE);
  });

  test('starts at two seconds again after a view', () => {
    times(4, () => schedule.failed());
    schedule.found(MINUTE);
    expect(schedule.failed()).toBe(2_000);
  });

  test('does not start again because somebody comes back', () => {
    times(3, () => schedule.failed());
    schedule.visit();
    expect(schedule.failed()).toBe(16_000);
  });
});
