// What an edit met when somebody else was first: who did what since, which fields that changed, and which are ours too.
import { labelOf } from '../shared/flow';
import { kinds, phoneText, priceText } from '../shared/text';
import { clock, fullWindowText } from '../shared/time';
import type { AuditEntry, Card, JobRecord } from '../shared/types';
import { deedText, whoText } from './job_history';
import type { Person } from './session';

export interface FieldConflict {
  label: string;
  was: string;
  now: string;
  /** Whether the person has typed something else there. */
  mine: boolean;
}

export interface Conflict {
  /** One sentence for each thing that somebody did meanwhile. */
  deeds: string[];
  fields: FieldConflict[];
}

const NONE = 'nothing';

/** The fields as people read them: label, text, and the names of the inputs that stand for it. */
function fieldsOf(
  card: Pick<Card, 'customer' | 'service' | 'price' | 'window' | 'status'>,
  now: Date,
): [string, string, string[]][] {
  const { customer, service, price, window, status } = card;
  const { street, unit, city, zip } = service.address;
  return [
    ['Status', labelOf(status), []],
    ['Customer', customer.name, ['name']],
    ['Phone', phoneText(customer.phone), ['phone']],
    ['E-mail', customer.email ?? NONE, ['email']],
    ['Kind of job', kinds[service.kind], ['kind']],
    ['Street', street, ['street']],
    ['Unit', unit ?? NONE, ['unit']],
    ['City', city ?? NONE, ['city']],
    ['ZIP', zip ?? NONE, ['zip']],
    ['Price', price ? priceText(price) : NONE, ['price']],
    ['Time window', window ? fullWindowText(window, now) : NONE, ['day', 'from', 'to']],
    ['Notes', service.notes || NONE, ['notes']],
  ];
}

/** What is different between the job that the person saw and the one that is there now. */
export function conflictingFields(
  seen: Card,
  current: JobRecord,
  typed: string[],
  now: Date,
): FieldConflict[] {
  const after = fieldsOf(current, now);
  return fieldsOf(seen, now).flatMap(([label, was, names], at) => {
    const is = after[at]?.[1] ?? NONE;
    return is === was ? [] : [{ label, was, now: is, mine: names.some((name) => typed.includes(name)) }];
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
  const since = audit?.filter(({ rev }) => rev !== null && rev > seen.rev && rev <= current.rev) ?? [];
  if (since.length === 0)
    return [
      `${whoText(current.provenance.by, me)} changed it at ${clock(zone, new Date(current.updated_at))}.`,
    ];
  return since.map((entry) => {
    const why = entry.why ? `: “${entry.why}”` : '';
    return `${whoText(entry.by, me)} ${deedText(entry)} at ${clock(zone, new Date(entry.at))}${why}.`;
  });
}
