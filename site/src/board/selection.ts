// The cards of each column, their order and headings, and the cards that a search finds.

import type { Card } from '../generated/api';
import { statuses, statusOf } from '../shared/status_flow';
import { dateIn, dayName } from '../shared/time';
import { tokenTyped } from '../shared/token';
import { kinds } from './kinds';
import { type BoardState, type QuickFilter, shownStatus } from './store';

export const columns = statuses.filter((status) => status.column);
const endStatuses = new Set(statuses.filter((status) => status.ends).map((status) => status.id));

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

// A poll replaces only the cards that changed: for all others the words are computed once, not with every keystroke.
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

/** Every typed word must be found; a number is also looked for in the phone number, in any notation. */
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

/** The relation of a job's window to the current time. */
export type Timing = 'overdue' | 'now' | 'today' | 'later' | 'unscheduled' | 'ended';

// Formatting a day is the most expensive step here, and many jobs share a moment.
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

/** Whether its window has passed and it has not ended. */
export const isOverdue = ({ window, status }: Card, now: Date): boolean =>
  window !== null && !endStatuses.has(status) && new Date(window.end) <= now;

/** The timing of a job that is shown under `status`. `today`: the calendar day in the business's zone. */
function timingOf(card: Card, status: string, now: Date, today: string, zone: string): Timing {
  if (endStatuses.has(status)) return 'ended';
  const { window } = card;
  if (!window) return 'unscheduled';
  if (isOverdue(card, now)) return 'overdue';
  if (new Date(window.start) <= now) return 'now';
  return dayOf(window.start, zone) === today ? 'today' : 'later';
}

const isToday = (card: Card, today: string, zone: string): boolean =>
  card.window !== null && dayOf(card.window.start, zone) === today;

// ---- the columns ----

export interface PlacedCard {
  card: Card;
  when: Timing;
  /** Its window is today. */
  today: boolean;
  /** It does not match the search. It stays in the document, so that a search changes little of it. */
  hidden: boolean;
}

export interface Group {
  label: string;
  cards: PlacedCard[];
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
  /** How many jobs each quick filter finds. */
  counts: Record<QuickFilter, number>;
  isFiltered: boolean;
  /** The number of jobs whose status is not in this page's flow, so that they have no column. */
  unknown: number;
  /** The token that is searched for, where no card has it. */
  offBoardToken: string | null;
}

/** The order of the timings in a column. */
const ranks: Record<Timing, number> = { overdue: 0, now: 1, today: 1, later: 1, unscheduled: 2, ended: 3 };

/** The compared texts (UTC times, tokens) sort by their characters. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Overdue jobs first (the longest overdue on top), then by the start of the window, then jobs without a window (the
 * oldest on top). Ended jobs: the latest on top.
 */
function order({ card: a, when }: PlacedCard, { card: b, when: other }: PlacedCard): number {
  if (when !== other && ranks[when] !== ranks[other]) return ranks[when] - ranks[other];
  const byAge = compare(a.created_at, b.created_at) || compare(a.token, b.token);
  if (when === 'ended') return compare(b.last_change.at, a.last_change.at) || byAge;
  if (!a.window || !b.window) return byAge;
  const [x, y] = when === 'overdue' ? [a.window.end, b.window.end] : [a.window.start, b.window.start];
  return compare(x, y) || byAge;
}

const names: Partial<Record<Timing, string>> = { overdue: 'Overdue', unscheduled: 'Unscheduled' };

/** The groups of a sorted column: overdue, one for each day, unscheduled. */
function grouped(cards: PlacedCard[], now: Date, zone: string): Group[] {
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

/** The token that is searched for, where its job is in no column: cancelled, ended long ago, or unknown. */
export function offBoardToken({ filter, jobs }: BoardState): string | null {
  const token = tokenTyped(filter);
  return token && !statusOf(jobs.get(token)?.status ?? '')?.column ? token : null;
}

export function select(state: BoardState, zone: string): Selection {
  const { now, filter, quickFilters } = state;
  const today = dateIn(zone, now);
  const matches = filter.trim() ? matcher(filter) : null;
  const counts: Record<QuickFilter, number> = { today: 0, overdue: 0, unscheduled: 0 };
  let unknown = 0;
  const byColumn = new Map<string, PlacedCard[]>(columns.map(({ id }) => [id, []]));
  for (const card of state.jobs.values()) {
    const status = shownStatus(state, card);
    const column = byColumn.get(status);
    if (!statusOf(status)) unknown += 1;
    if (!column) continue;
    const when = timingOf(card, status, now, today, zone);
    const found: QuickFilter[] = [];
    const isOfToday = isToday(card, today, zone);
    if (isOfToday) found.push('today');
    if (when === 'overdue' || when === 'unscheduled') found.push(when);
    for (const quick of found) counts[quick] += 1;
    // Several quick filters together show the jobs that any of them finds.
    const isWanted = quickFilters.size === 0 || found.some((quick) => quickFilters.has(quick));
    column.push({ card, when, today: isOfToday, hidden: !isWanted || (matches !== null && !matches(card)) });
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
    isFiltered: matches !== null || quickFilters.size > 0,
    unknown,
    offBoardToken: offBoardToken(state),
  };
}
