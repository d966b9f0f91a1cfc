// A conflict of an edit with changes that somebody else saved first: their authors, and the fields that differ.

import type { AuditEntry, Card, JobRecord, JobRequest } from '../generated/api';
import { labelOf } from '../shared/status_flow';
import { clock } from '../shared/time';
import { conflictOrder } from './job_fields';
import { actorText, changeText } from './job_history';
import type { Person } from './session';

export interface FieldConflict {
  label: string;
  was: string;
  now: string;
  /** The text that the person has typed there; null where they typed nothing. */
  mine: string | null;
}

export interface Conflict {
  /** One sentence for each change that somebody made meanwhile. */
  changes: string[];
  fields: FieldConflict[];
}

const NONE = 'nothing';

interface Versions {
  /** The job that the person saw, the one that is stored now, and the request that they wanted to make of it. */
  seen: Card;
  current: JobRecord;
  requested: JobRequest;
  /** The names of the inputs that they changed. */
  typed: string[];
}

/** The fields that differ between the job that the person saw and the stored one. */
export function conflictingFields({ seen, current, requested, typed }: Versions, now: Date): FieldConflict[] {
  const fields = conflictOrder.map(({ label, inputs, text }) => {
    const isTyped = inputs.some((name) => typed.includes(name));
    return {
      label,
      was: text(seen, now) || NONE,
      now: text(current, now) || NONE,
      mine: isTyped ? text(requested, now) || NONE : null,
    };
  });
  const status = { label: 'Status', was: labelOf(seen.status), now: labelOf(current.status), mine: null };
  return [status, ...fields].filter((field) => field.was !== field.now);
}

interface Reader {
  me: Person;
  /** IANA name of the zone in which times are shown. */
  zone: string;
}

/** The changes since that revision; from the record alone where the history could not be read. */
export function changesSince(
  seen: Card,
  current: JobRecord,
  audit: AuditEntry[] | null,
  { me, zone }: Reader,
): string[] {
  // The author may be the same person in another tab: a change in this one would not be a conflict.
  const where = (by: string | null): string =>
    by === me.email ? ', in another tab or on another device' : '';
  const since = audit?.filter(({ rev }) => rev !== null && rev > seen.rev && rev <= current.rev) ?? [];
  if (since.length === 0) {
    const { by } = current.provenance;
    return [`${actorText(by, me)} changed it at ${clock(zone, new Date(current.updated_at))}${where(by)}.`];
  }
  return since.map((entry) => {
    const why = entry.why ? `: “${entry.why}”` : '';
    return `${actorText(entry.by, me)} ${changeText(entry)} at ${clock(zone, new Date(entry.at))}${where(entry.by)}${why}.`;
  });
}
