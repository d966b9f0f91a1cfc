// Sentences about the entries of a job's audit trail: who made which change.

import type { AuditEntry } from '../generated/api';
import { labelOf, transition } from '../shared/status_flow';
import { nameOf } from './person_name';
import type { Person } from './session';

/** The parts of a job that an edit names as changed. */
const partNames: Record<string, string> = {
  customer: 'the customer',
  service: 'the job or its address',
  price: 'the price',
  window: 'the time window',
};

const listed = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** `You`, `The customer`, or the name of a colleague. */
export function actorText(by: string | null, me: Person): string {
  if (!by) return 'Somebody';
  return by === me.email ? 'You' : nameOf(by, me);
}

function movedText(from: string | null, to: string | null): string {
  const kind = from && to && transition(from, to)?.kind;
  if (kind === 'cancel') return 'cancelled it';
  return `moved it ${kind === 'undo' ? 'back ' : ''}${from ? `from ${labelOf(from)} ` : ''}to ${labelOf(to ?? '')}`;
}

/** The change as a predicate, to be read after `actorText`: `changed the price`. */
export function changeText({ operation, by, from, to, changed, restored_rev }: AuditEntry): string {
  switch (operation) {
    case 'create':
      return by === 'customer' ? 'booked it online' : 'created it';
    case 'transition':
      return movedText(from, to);
    case 'confirmation':
      return 'confirmed to be available';
    case 'edit':
      return `changed ${listed(changed.map((name) => partNames[name] ?? 'other details')) || 'nothing'}`;
    case 'restore':
      return `brought revision ${restored_rev ?? '?'} back`;
    case 'deleted':
      return 'deleted the record';
    case 'unreadable':
      return 'left a version that cannot be read';
    default:
      return 'changed it outside of this board';
  }
}
