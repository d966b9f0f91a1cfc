// What the tracking page shows: fills the skeleton that came with the HTML, without moving anything.
import { phoneText } from '../shared/text';
import { stamp, windowText } from '../shared/time';
import type { PublicView } from '../shared/types';
import { fill, type StatusWords } from '../shared/words';
import { lookOf } from './flow';
import { type Step, stepsOf } from './steps';
import type { TrackWords } from './words';

const SVG = 'http://www.w3.org/2000/svg';

const byId = <T extends Element = HTMLElement>(id: string): T => document.getElementById(id) as unknown as T;

/** The zone that the job's times are read in: its window's, or the reader's own where nothing is agreed yet. */
export const zoneOf = (view: PublicView): string =>
  view.window?.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;

function put(id: string, text: string): void {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'use'));
  svg.firstElementChild?.setAttribute('href', `#i-${name}`);
  return svg;
}

export function callLink(id: string, phone: string): void {
  const link = byId<HTMLAnchorElement>(id);
  link.href = `tel:${phone}`;
  link.replaceChildren(icon('phone'), fill(words.call, { phone: phoneText(phone) }));
  link.hidden = false;
}

function stepItem({ status, at, current }: Step, color: string, zone: string, now: Date): HTMLElement {
  const item = document.createElement('li');
  item.dataset.status = status;
  if (current) {
    item.setAttribute('aria-current', 'step');
    item.dataset.color = color;
  }
  const look = lookOf(status);
  if (at && (!current || look.ends)) item.dataset.done = '';
  const mark = document.createElement('span');
  mark.className = 'mark';
  mark.append(icon(look.ends ? look.icon : 'check'));
  const name = document.createElement('span');
  name.className = 'step-label';
  name.textContent = said(status).label;
  item.append(mark, name);
  if (at) {
    const time = document.createElement('time');
    time.className = 'step-time';
    time.dateTime = at;
    time.textContent = stamp(zone, new Date(at), now);
    item.append(time);
  }
  return item;
}

let words: TrackWords;

/** The language of everything below. */
export const speak = (spoken: TrackWords): void => {
  words = spoken;
};

/** A status of a newer flow has no words of ours: the customer is told to call. */
const said = (status: string): StatusWords => words.statuses[status] ?? words.unknown;

function nextStep(view: PublicView): string {
  const { next, next_without_window } = said(view.status);
  return view.window ? next : (next_without_window ?? next);
}

const kindOf = ({ service }: PublicView): string => words.kinds[service?.kind ?? ''] ?? service?.label ?? '';

function windowOf({ window, status }: PublicView, now: Date): string {
  if (window) return windowText(window, now);
  return lookOf(status).ends ? words.none_set : words.to_be_agreed;
}

let shown = '';

/** Shows the view. Screen readers hear the status only when it changes, not on every poll. */
export function showView(view: PublicView, now: Date): void {
  byId('missing').hidden = true;
  const ticket = byId('ticket');
  ticket.hidden = false;
  ticket.removeAttribute('aria-busy');
  const key = `${JSON.stringify(view)}${now.toDateString()}`;
  if (key === shown) return;

  const { color, icon: name } = lookOf(view.status);
  const { label } = said(view.status);
  const next = nextStep(view);
  const heading = byId('status');
  if (shown && heading.dataset.status !== view.status) put('announcer', `${label}. ${next}`);
  shown = key;

  heading.dataset.status = view.status;
  put('status', label);
  put('next', next);
  byId('now').dataset.color = color;
  byId('now').querySelector('use')?.setAttribute('href', `#i-${name}`);
  document.title = `${label} · ${view.company?.name ?? 'QuickDumpNow'}`;

  const zone = zoneOf(view);
  put('window', windowOf(view, now));
  put('service', kindOf(view));
  put('street', view.street ?? '');
  byId('timeline').replaceChildren(...stepsOf(view).map((step) => stepItem(step, color, zone, now)));
  if (view.company) callLink('call', view.company.phone);
}

export function showMissing(): void {
  byId('ticket').hidden = true;
  byId('missing').hidden = false;
  document.title = words.missing_title;
  byId('missing-title').focus();
}

export function showSearching(): void {
  byId('missing').hidden = true;
  byId('ticket').hidden = false;
}

/** How fresh what is shown is. `state` is live, stale, offline or over. */
export function showFreshness(state: string, text: string): void {
  const line = byId('fresh');
  line.dataset.state = state;
  byId('ticket').dataset.state = state;
  put('fresh', text);
}

/** Nothing to show yet and no answer: say so instead of a skeleton that lasts. */
export function showTrouble(offline: boolean): void {
  put('status', offline ? words.offline : words.failing);
  put('next', offline ? words.offline_next : words.failing_next);
}
