// Which cards a column shows, and in which order.
import { statuses } from '../shared/flow';
import { kinds } from '../shared/text';
import type { Card } from '../shared/types';
import { type State, shownStatus } from './store';

export const columns = statuses.filter((status) => status.column);
const ended = new Set(statuses.filter((status) => status.ends).map((status) => status.id));

const digits = (text: string): string => text.replace(/\D/g, '');

// A poll replaces the cards that changed; for all others the words stay the same between keystrokes.
const knownWords = new WeakMap<Card, string>();

function words(card: Card): string {
  const known = knownWords.get(card);
  if (known !== undefined) return known;
  const { customer, service, token } = card;
  const { street, unit, city, zip } = service.address;
  const found = [customer.name, customer.email, street, unit, city, zip, kinds[service.kind], token]
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
  knownWords.set(card, found);
  return found;
}

/** Every word that was typed must be found; a number is also looked for in the phone number, however it is written. */
export function matches(card: Card, filter: string): boolean {
  const wanted = filter.toLowerCase().trim();
  if (!wanted) return true;
  const number = digits(wanted);
  const isNumber = number.length >= 3 && /^[\d\s().+-]+$/.test(wanted);
  if (isNumber && digits(card.customer.phone).includes(number)) return true;
  const text = words(card);
  return wanted.split(/\s+/).every((word) => text.includes(word));
}

/** By window; what has none comes last, oldest first. Ended jobs: the latest first. */
function order(a: Card, b: Card): number {
  if (ended.has(a.status) && ended.has(b.status)) return b.updated_at.localeCompare(a.updated_at);
  const [x, y] = [a.window?.start ?? '9', b.window?.start ?? '9'];
  return x.localeCompare(y) || a.created_at.localeCompare(b.created_at) || a.token.localeCompare(b.token);
}

export interface ColumnCards {
  total: number;
  cards: Card[];
}

export function cardsByColumn(state: State): Map<string, ColumnCards> {
  const result = new Map<string, ColumnCards>(columns.map(({ id }) => [id, { total: 0, cards: [] }]));
  for (const card of state.jobs.values()) {
    const column = result.get(shownStatus(state, card));
    if (!column) continue;
    column.total += 1;
    if (matches(card, state.filter)) column.cards.push(card);
  }
  for (const { cards } of result.values()) cards.sort(order);
  return result;
}

/** Its window has passed and it has not ended. */
export const isOverdue = ({ window, status }: Card, now: Date): boolean =>
  window !== null && !ended.has(status) && new Date(window.end) < now;
