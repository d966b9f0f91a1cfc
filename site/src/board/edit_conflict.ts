// What an edit met when somebody else was first: who did what since, which fields that changed, and which are ours too.
import { labelOf } from '../shared/flow';
import { kinds, phoneText, priceText } from '../shared/text';
import { clock, fullWindowText } from '../shared/time';
import type { AuditEntry, Card, JobRecord, JobRequest, Kind } from '../shared/types';
import { deedText, whoText } from './job_history';
import type { Person } from './session';

export interface FieldConflict {
  label: string;
  was: string;
  now: string;
  /** What the person has typed there instead; null where they typed nothing. */
  mine: string | null;
}

export interface Conflict {
  /** One sentence for each thing that somebody did meanwhile. */
  deeds: string[];
  fields: FieldConflict[];
}

const NONE = 'nothing';

/** The fields as people read them: label, text, and the names of the inputs that stand for it. */
function fieldsOf(card: JobRequest & { status: string }, now: Date): [string, string, string[]][] {
  const { customer, service, price, window, status } = card;
  const { street, unit, city, zip } = service.address;
  return [
    ['Status', labelOf(status), []],
    ['Customer', customer.name, ['name']],
    ['Phone', phoneText(customer.phone), ['phone']],
    ['E-mail', customer.email ?? NONE, ['email']],
    ['Kind of job', kinds[service.kind as Kind] ?? service.kind, ['kind']],
    ['Street', street, ['street']],
    ['Unit', unit ?? NONE, ['unit']],
    ['City', city ?? NONE, ['city']],
    ['ZIP', zip ?? NONE, ['zip']],
    ['Price', price ? priceText(price) : NONE, ['price']],
    ['Time window', window ? fullWindowText(window, now) : NONE, ['day', 'from', 'to']],
    ['Notes', service.notes || NONE, ['notes']],
  ];
}

/** What is different between the job that the person saw and the one that is there now, and what they `asked` for. */
export function conflictingFields(
  seen: Card,
  current: JobRecord,
  asked: JobRequest,
  typed: string[],
  now: Date,
): FieldConflict[] {
  const after = fieldsOf(current, now);
  const mine = fieldsOf({ ...asked, status: seen.status }, now);
  return fieldsOf(seen, now).flatMap(([label, was, names], at) => {
    const is = after[at]?.[1] ?? NONE;
    const isTyped = names.some((name) => typed.includes(name));
    return is === was ? [] : [{ label, was, now: is, mine: isTyped ? (mine[at]?.[1] ?? NONE) : null }];
  });
}

interface Reader {
  me: Person;
  zone: string;
}

/** Who did what since that revision; from the record alone where the history could not be read. */
export function deedsSince(
  seen: Card,
  current: JobRecord,
  audit: AuditEntry[] | null,
  { me, zone }: Reader,
): string[] {
  // The same person with two boards open did not do it here, or there would be no conflict.
  const where = (by: string | null): string =>
    by === me.email ? ', in another tab or on another device' : '';
  const since = audit?.filter(({ rev }) => rev !== null && rev > seen.rev && rev <= current.rev) ?? [];
  if (since.length === 0)
    return [
      `${whoText(current.provenance.by, me)} changed it at ${clock(zone, new Date(current.updated_at))}${where(current.provenance.by)}.`,
    ];
  return since.map((entry) => {
    const why = entry.why ? `: “${entry.why}”` : '';
    return `${whoText(entry.by, me)} ${deedText(entry)} at ${clock(zone, new Date(entry.at))}${where(entry.by)}${why}.`;
  });
}
