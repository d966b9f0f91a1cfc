// The sentences that the board makes of a job: its window, the proposed text message, its history.
import { expect, test } from 'vitest';
import { messageFor } from '../src/board/contact_links';
import { changeText } from '../src/board/job_history';
import type { AuditEntry } from '../src/generated/api';
import { fullWindowText } from '../src/shared/time';
import { aCard } from './sample_job';

const NOW = new Date('2026-11-24T20:00:00Z');

test.each([
  ['2026-11-24T17:00:00Z', '2026-11-24T19:00:00Z', 'Tue, Nov 24, 9\u201311 AM PST'],
  ['2026-07-06T18:30:00Z', '2026-07-06T20:00:00Z', 'Mon, Jul 6, 11:30 AM\u20131:00 PM PDT'],
  ['2027-01-12T17:00:00Z', '2027-01-12T19:00:00Z', 'Tue, Jan 12, 2027, 9\u201311 AM PST'],
  ['2026-11-24T17:00:00Z', '2026-11-29T01:00:00Z', 'Tue, Nov 24, 9:00 AM to Sat, Nov 28, 5:00 PM PST'],
])('a window is written out in its zone: %s to %s', (start, end, text) => {
  expect(fullWindowText({ start, end, zone: 'America/Los_Angeles' }, NOW)).toBe(text);
});

test.each([
  [{}, 'You are on the schedule, Wed, Nov 25, 8\u201310 AM PST.'],
  [{ window: null }, 'You are on the schedule.'],
  [{ status: 'completed' }, 'All done.'],
  [{ status: 'not_known_yet', window: null }, 'News on your job.'],
])(
  'a text message names the company, the customer\u2019s word for the status and the link: %j',
  (changes, said) => {
    const job = aCard({
      token: 'fcdc1c82cb284dbe',
      status: 'ready_for_pickup',
      window: { start: '2026-11-25T16:00:00Z', end: '2026-11-25T18:00:00Z', zone: 'America/Los_Angeles' },
      ...changes,
    });
    expect(messageFor(job, 'QuickDumpNow', 'https://qdn.example', NOW)).toBe(
      `QuickDumpNow: ${said} Follow your job here: https://qdn.example/track/fcdc1c82cb284dbe`,
    );
  },
);

test.each<[Partial<AuditEntry>, string]>([
  [{ operation: 'create', by: 'customer' }, 'booked it online'],
  [{ operation: 'create', by: 'dana' }, 'created it'],
  [{ from: 'pending_pickup', to: 'cancelled' }, 'cancelled it'],
  [{ from: 'in_progress', to: 'ready_for_pickup' }, 'moved it back from In progress to Ready for pickup'],
  [{ operation: 'confirmation', by: 'customer' }, 'confirmed to be available'],
  [
    { operation: 'edit', changed: ['customer', 'price', 'window'] },
    'changed the customer, the price and the time window',
  ],
  [{ operation: 'restore', restored_rev: 3 }, 'brought revision 3 back'],
  [{ operation: 'outside', by: null }, 'changed it outside of this board'],
  [{ operation: 'deleted', by: null }, 'deleted the record'],
])('the history describes %j', (entry, said) => {
  const whole: AuditEntry = {
    version_id: '1',
    at: '2026-11-24T20:00:00Z',
    rev: 2,
    why: null,
    operation: 'transition',
    by: 'dana',
    changed: [],
    from: null,
    to: null,
    restored_rev: null,
  };
  expect(changeText({ ...whole, ...entry })).toBe(said);
});
