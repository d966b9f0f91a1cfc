// What the tracking page shows: fills the skeleton that came with the HTML, without moving anything.
import { statusOf, unknown } from '../shared/flow';
import { phoneText } from '../shared/text';
import { stamp, windowText } from '../shared/time';
import type { PublicView } from '../shared/types';
import { type Step, stepsOf } from './steps';

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
  link.replaceChildren(icon('phone'), `Call ${phoneText(phone)}`);
  link.hidden = false;
}

function stepItem({ status, label, at, current }: Step, color: string, zone: string, now: Date): HTMLElement {
  const item = document.createElement('li');
  item.dataset.status = status;
  if (current) {
    item.setAttribute('aria-current', 'step');
    item.dataset.color = color;
  }
  const known = statusOf(status);
  if (at && (!current || known?.ends)) item.dataset.done = '';
  const mark = document.createElement('span');
  mark.className = 'mark';
  mark.append(icon(known?.ends ? known.icon : 'check'));
  const name = document.createElement('span');
  name.className = 'step-label';
  name.textContent = label;
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

function words(view: PublicView): { label: string; next: string; color: string; icon: string } {
  const status = statusOf(view.status);
  if (!status)
    return { label: unknown.customer_label, next: unknown.customer_next, color: 'slate', icon: 'phone' };
  return {
    label: view.label ?? status.customer_label,
    next: view.next ?? status.customer_next,
    color: status.color,
    icon: status.icon,
  };
}

function windowOf({ window, status }: PublicView, now: Date): string {
  if (window) return windowText(window, now);
  return statusOf(status)?.ends ? 'None was set' : 'To be agreed with you';
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

  const { label, next, color, icon: name } = words(view);
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
  put('service', view.service?.label ?? '');
  put('street', view.street ?? '');
  byId('timeline').replaceChildren(...stepsOf(view).map((step) => stepItem(step, color, zone, now)));
  if (view.company) callLink('call', view.company.phone);
}

export function showMissing(): void {
  byId('ticket').hidden = true;
  byId('missing').hidden = false;
  document.title = 'Job not found · QuickDumpNow';
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
  put('status', offline ? 'You are offline' : 'We cannot look up your job right now');
  put(
    'next',
    offline ? 'Your job appears here when you are back online.' : 'We keep trying. You can also call us.',
  );
}
