// Which cards a column shows, in which order and under which heading; and what a search finds.
import { statuses, statusOf } from '../shared/flow';
import { kinds } from '../shared/text';
import { dateIn, dayName } from '../shared/time';
import { tokenTyped } from '../shared/token';
import type { Card } from '../shared/types';
import { type Quick, type State, shownStatus } from './store';

export const columns = statuses.filter((status) => status.column);
const ended = new Set(statuses.filter((status) => status.ends).map((status) => status.id));

// ---- search ----

const NUMBER = /^(tel:)?[\d\s().+/\u2010-\u2015-]+$/;

const digits = (text: string): string => text.replace(/\D/g, '');
/** Lower case and without accents: `Jose` finds José. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim();

// A poll replaces the cards that changed; for all others the words stay the same between keystrokes.
const knownWords = new WeakMap<Card, string>();

function words(card: Card): string {
  let found = knownWords.get(card);
  if (found === undefined) {
    const { customer, service, token } = card;
    const { street, unit, city, zip } = service.address;
    const parts = [customer.name, customer.email, street, unit, city, zip, kinds[service.kind], token];
    found = folded(parts.filter(Boolean).join(' '));
    knownWords.set(card, found);
  }
  return found;
}

/** Every word that was typed must be found; a number is also looked for in the phone number, however it is written. */
export function matcher(typed: string): (card: Card) => boolean {
  const wanted = folded(typed).split(/\s+/);
  const token = tokenTyped(typed);
  if (token) return (card) => card.token === token;
  const number = digits(typed).replace(/^(00)?1(?=\d{10}$)/, '');
  const isNumber = number.length >= 3 && NUMBER.test(typed.trim());
  return (card) =>
    (isNumber && digits(card.customer.phone).includes(number)) ||
    wanted.every((word) => words(card).includes(word));
}

// ---- when a job is due ----

export type When = 'overdue' | 'now' | 'today' | 'later' | 'unscheduled' | 'ended';

// Formatting a day costs more than anything else here, and many jobs share a moment.
const knownDays = new Map<string, string>();

/** The calendar day of a moment, in the business's zone. */
function dayOf(at: string, zone: string): string {
  let day = knownDays.get(at);
  if (day === undefined) {
    day = dateIn(zone, new Date(at));
    knownDays.set(at, day);
  }
  return day;
}

/** Its window has passed and it has not ended. */
export const isOverdue = ({ window, status }: Card, now: Date): boolean =>
  window !== null && !ended.has(status) && new Date(window.end) <= now;

/** Where a job that is shown under `status` stands against the clock. `today` is the calendar day in the business's zone. */
function whenOf(card: Card, status: string, now: Date, today: string, zone: string): When {
  if (ended.has(status)) return 'ended';
  const { window } = card;
  if (!window) return 'unscheduled';
  if (isOverdue(card, now)) return 'overdue';
  if (new Date(window.start) <= now) return 'now';
  return dayOf(window.start, zone) === today ? 'today' : 'later';
}

const isToday = (card: Card, today: string, zone: string): boolean =>
  card.window !== null && dayOf(card.window.start, zone) === today;

// ---- the columns ----

export interface Placed {
  card: Card;
  when: When;
  /** Its window is today. */
  today: boolean;
  /** It does not match what is searched for. It stays in the document, so that a search paints little. */
  hidden: boolean;
}

export interface Group {
  label: string;
  cards: Placed[];
  shown: number;
}

export interface ColumnCards {
  total: number;
  shown: number;
  groups: Group[];
}

export interface Selection {
  columns: Map<string, ColumnCards>;
  total: number;
  shown: number;
  /** How many jobs each quick filter stands for. */
  counts: Record<Quick, number>;
  isFiltered: boolean;
  /** How many jobs have a status that this page does not know, and so no place on it. */
  unknown: number;
  /** The job that is searched for by its token and is on no card. */
  stray: string | null;
}

const ranks: Record<When, number> = { overdue: 0, now: 1, today: 1, later: 1, unscheduled: 2, ended: 3 };

/** All that is compared is written so that its characters sort as it does. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * What needs somebody first stands first: overdue jobs (the longest overdue on top), then by the start of the window,
 * then jobs without a window, the oldest request on top. Ended jobs: the latest first.
 */
function order({ card: a, when }: Placed, { card: b, when: other }: Placed): number {
  if (when !== other && ranks[when] !== ranks[other]) return ranks[when] - ranks[other];
  const byAge = compare(a.created_at, b.created_at) || compare(a.token, b.token);
  if (when === 'ended') return compare(b.last_change.at, a.last_change.at) || byAge;
  if (!a.window || !b.window) return byAge;
  const [x, y] = when === 'overdue' ? [a.window.end, b.window.end] : [a.window.start, b.window.start];
  return compare(x, y) || byAge;
}

const names: Partial<Record<When, string>> = { overdue: 'Overdue', unscheduled: 'Unscheduled' };

/** The groups of a sorted column: by day, but for what is overdue or has no window. */
function grouped(cards: Placed[], now: Date, zone: string): Group[] {
  const groups = new Map<string, Group>();
  for (const placed of cards) {
    const { card, when, hidden } = placed;
    const at = when === 'ended' ? card.last_change.at : (card.window?.start ?? '');
    const key = names[when] ?? dayOf(at, zone);
    let group = groups.get(key);
    if (!group) {
      group = { label: names[when] ?? dayName(zone, new Date(at), now), cards: [], shown: 0 };
      groups.set(key, group);
    }
    group.cards.push(placed);
    if (!hidden) group.shown += 1;
  }
  return [...groups.values()];
}

/** The job that is searched for by its token and stands in no column: cancelled, ended long ago, or none of ours. */
export function strayIn({ filter, jobs }: State): string | null {
  const token = tokenTyped(filter);
  return token && !statusOf(jobs.get(token)?.status ?? '')?.column ? token : null;
}

export function select(state: State, zone: string): Selection {
  const { now, filter, only } = state;
  const today = dateIn(zone, now);
  const matches = filter.trim() ? matcher(filter) : null;
  const counts: Record<Quick, number> = { today: 0, overdue: 0, unscheduled: 0 };
  let unknown = 0;
  const byColumn = new Map<string, Placed[]>(columns.map(({ id }) => [id, []]));
  for (const card of state.jobs.values()) {
    const status = shownStatus(state, card);
    const column = byColumn.get(status);
    if (!statusOf(status)) unknown += 1;
    if (!column) continue;
    const when = whenOf(card, status, now, today, zone);
    const of: Quick[] = [];
    const isOfToday = isToday(card, today, zone);
    if (isOfToday) of.push('today');
    if (when === 'overdue' || when === 'unscheduled') of.push(when);
    for (const quick of of) counts[quick] += 1;
    // Several quick filters together show what is under any of them.
    const wanted = only.size === 0 || of.some((quick) => only.has(quick));
    column.push({ card, when, today: isOfToday, hidden: !wanted || (matches !== null && !matches(card)) });
  }
  const result = new Map<string, ColumnCards>();
  let [total, shown] = [0, 0];
  for (const [id, cards] of byColumn) {
    const groups = grouped(cards.sort(order), now, zone);
    const visible = groups.reduce((sum, group) => sum + group.shown, 0);
    result.set(id, { total: cards.length, shown: visible, groups });
    total += cards.length;
    shown += visible;
  }
  return {
    columns: result,
    total,
    shown,
    counts,
    isFiltered: matches !== null || only.size > 0,
    unknown,
    stray: strayIn(state),
  };
}
