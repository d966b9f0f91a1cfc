// The shapes that the API, the public view and /config.json hand to the pages.

/** Times are UTC, `2026-11-25T16:00:00Z`; `zone` is an IANA name and says how people read them. */
export interface TimeWindow {
  start: string;
  end: string;
  zone: string;
}

export interface Company {
  name: string;
  /** E.164. */
  phone: string;
  /** IANA name. */
  time_zone: string;
}

export interface Config {
  environment: string;
  login_url: string;
  client_id: string;
  company: Company;
}

export type Kind = 'junk_removal' | 'dumpster_rental' | 'trailer_rental';

export interface Address {
  street: string;
  unit: string | null;
  city: string | null;
  zip: string | null;
}

export interface Customer {
  name: string;
  phone: string;
  email: string | null;
}

export interface Change {
  from: string | null;
  to: string;
  at: string;
  by: string;
  why: string | null;
}

/** A job as the board holds it: the record without its history, with the last entry of it. */
export interface Card {
  token: string;
  rev: number;
  customer: Customer;
  service: { kind: Kind; address: Address; notes: string };
  price: { amount_cents: number; currency: string } | null;
  window: TimeWindow | null;
  status: string;
  last_change: Change;
  source: string;
  created_at: string;
  updated_at: string;
}

/** What made a revision of a job. */
export interface Provenance {
  operation: string;
  by: string;
  why: string | null;
}

/** A job as the API answers with it. */
export type JobRecord = Omit<Card, 'last_change'> & { history: Change[]; provenance: Provenance };

/** One version of a job's record, from `GET /api/jobs/{token}/history`. */
export interface AuditEntry {
  at: string;
  rev: number | null;
  /** create, transition, confirmation, edit, restore; or outside, deleted, unreadable. */
  operation: string;
  by: string | null;
  why: string | null;
  from: string | null;
  to: string | null;
  /** Which parts an edit changed: customer, service, price, window. */
  changed: string[];
  restored_rev: number | null;
}

/** What a customer may see, as far as the pages read it. Its English words are for older pages. */
export interface PublicView {
  rev: number;
  status: string;
  can_confirm: boolean;
  timeline?: { status: string; at: string }[];
  window?: TimeWindow | null;
  service?: { kind: string; label: string };
  street?: string;
  company?: Company;
  updated_at?: string;
}

/** What a form sends to create a job or to ask for one. */
export interface JobRequest {
  customer: Customer;
  service: { kind: string; address: Address; notes: string };
  price?: { amount_cents: number; currency: string } | null;
  window?: TimeWindow | null;
}
