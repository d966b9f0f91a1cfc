// The ticket: the job as its view tells it, in the visitor's language and the business's time.
import { stamp, windowText } from '../shared/time';
import type { PublicView } from '../shared/types';
import type { StatusWords } from '../shared/words';
import { offerCall } from './call';
import { announce, byId, icon, put, setIcon, showOnly } from './dom';
import { lookOf } from './flow';
import { type Step, stepsOf } from './steps';
import type { TrackWords } from './words';

/** The zone that the job's times are read in: its window's, or the company's. */
export const zoneOf = (view: PublicView): string =>
  view.window?.zone || view.company?.time_zone || new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A status of a newer flow has no words of ours: the customer is told to call. */
const said = (words: TrackWords, status: string): StatusWords => words.statuses[status] ?? words.unknown;

function nextStep(words: TrackWords, view: PublicView): string {
  const { next, next_without_window } = said(words, view.status);
  return view.window ? next : (next_without_window ?? next);
}

export const kindOf = (words: TrackWords, { service }: PublicView): string =>
  words.kinds[service?.kind ?? ''] ?? service?.label ?? '';

function stepItem(words: TrackWords, { status, at, current }: Step, zone: string, now: Date): HTMLElement {
  const item = document.createElement('li');
  const look = lookOf(status);
  item.dataset.status = status;
  if (current) {
    item.setAttribute('aria-current', 'step');
    item.dataset.color = look.color;
  }
  if (at && (!current || look.ends)) item.dataset.done = '';
  const mark = document.createElement('span');
  mark.className = 'mark';
  mark.append(icon(look.ends ? look.icon : 'check'));
  const name = document.createElement('span');
  name.className = 'step-label';
  name.textContent = said(words, status).label;
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

function showHeading(words: TrackWords, view: PublicView): void {
  const { color, icon: name } = lookOf(view.status);
  const { label } = said(words, view.status);
  const next = nextStep(words, view);
  const heading = byId('status');
  // Not on the first view: that is read anyway.
  if (heading.dataset.status && heading.dataset.status !== view.status) announce(`${label}. ${next}`);
  heading.dataset.status = view.status;
  put('status', label);
  put('next', next);
  byId('now').dataset.color = color;
  setIcon(byId('now'), name);
  document.title = `${label} · ${view.company?.name || 'QuickDumpNow'}`;
}

function unbroken(text: string): HTMLElement {
  const span = document.createElement('span');
  span.textContent = text;
  return span;
}

function showWindow(words: TrackWords, view: PublicView, now: Date): void {
  const { ends } = lookOf(view.status);
  const { window } = view;
  byId('when').hidden = ends && !window;
  byId('when').dataset.status = view.status;
  // A line breaks between the day and the hours, and nowhere else.
  const parts = window ? windowText(window, now).split(/ (?=\S*\d\S*[–-])/) : [words.to_be_agreed];
  byId('window').replaceChildren(...parts.flatMap((part) => [unbroken(part), ' ']));
  byId('calendar').hidden = ends || !window;
}

function showRow(name: string, text: string): void {
  byId(`${name}-row`).hidden = !text;
  put(name, text);
}

let shown = '';

/** Shows the view. Screen readers hear the status only when it changes, not on every poll. */
export function showTicket(words: TrackWords, view: PublicView, now: Date): void {
  showOnly('ticket');
  const key = `${JSON.stringify(view)}${now.toDateString()}`;
  if (key === shown) return;
  shown = key;

  showHeading(words, view);
  showWindow(words, view, now);
  showRow('service', kindOf(words, view));
  showRow('street', view.street ?? '');
  const zone = zoneOf(view);
  byId('timeline').replaceChildren(...stepsOf(view).map((step) => stepItem(words, step, zone, now)));
  byId('book').hidden = !lookOf(view.status).ends;
  byId('call').classList.toggle('primary', !lookOf(view.status).ends);
  offerCall(words, 'call', view.company?.phone ?? '');
}
