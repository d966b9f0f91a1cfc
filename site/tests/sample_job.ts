// A job for tests: every field filled, some replaced.
import type { Card } from '../src/generated/api';

export const ZONE = 'America/Los_Angeles';

export const aCard = (changes: Partial<Card> = {}): Card => ({
  schema_version: 2,
  token: 'fcdc1c82cb284dbe',
  rev: 3,
  customer: { name: 'Mark Reyes', phone: '+16195550123', email: null },
  service: {
    kind: 'junk_removal',
    address: { street: '3512 Soderblom Ave', unit: null, city: 'San Diego', zip: '92122' },
    notes: '',
  },
  price: { amount_cents: 60_000, currency: 'USD' },
  window: { start: '2026-11-25T16:00:00Z', end: '2026-11-25T18:00:00Z', zone: ZONE },
  status: 'ready_for_pickup',
  last_change: {
    from: 'pending_pickup',
    to: 'ready_for_pickup',
    at: '2026-11-24T18:00:00Z',
    by: 'lee@quickdumpnow.example',
    why: null,
  },
  source: 'dispatcher',
  created_at: '2026-11-24T17:00:00Z',
  updated_at: '2026-11-24T18:00:00Z',
  ...changes,
});
