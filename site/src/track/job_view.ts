// Shows the job's public view, in the visitor's language and the business's time zone.
import { dateIn, stamp, windowParts } from '../shared/time';
import type { StatusWords } from '../shared/words';
import { announce, byId, icon, put, setIcon, showOnly } from './dom';
import { showPhone } from './phone_link';
import { lookOf } from './status_flow';
import { type Step, stepsOf } from './timeline';
import type { PublicView } from './view_response';
import { rowTexts } from './view_response';
import type { TrackWords } from './words';

/** How long a screen reader needs to read a new page up to its heading. */
const READ_MS = 2_000;

/** The zone in which the job's times are shown: its window's, or the company's. */
export const zoneOf = (view: PublicView): string =>
  view.window?.zone || view.company?.time_zone || new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A status of a newer flow has no texts on this page: it shows "Contact us". */
const statusWords = (words: TrackWords, status: string): StatusWords =>
  words.statuses[status] ?? words.unknown;

/** Whether the window has passed, so that the page may not promise it any more. */
export const isPast = ({ window }: PublicView, now: Date): boolean =>
  !!window && Date.parse(window.end) < now.getTime();

function nextStep(words: TrackWords, view: PublicView, now: Date): string {
  const { next, next_without_window, next_after_window } = statusWords(words, view.status);
  if (isPast(view, now)) return next_after_window ?? next;
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
  name.textContent = statusWords(words, status).label;
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

function showHeading(words: TrackWords, view: PublicView, now: Date): void {
  const { color, icon: name } = lookOf(view.status);
  const { label } = statusWords(words, view.status);
  const next = nextStep(words, view, now);
  const heading = byId('status');
  // A first view that comes at once is read anyway; later, "Looking up…" has been read instead.
  const isNews = heading.dataset.status
    ? heading.dataset.status !== view.status
    : performance.now() > READ_MS;
  if (isNews) announce(`${label}. ${next}`);
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
  const parts = window ? windowParts(window, now) : [words.to_be_agreed];
  byId('window').replaceChildren(...parts.flatMap((part) => [unbroken(part), ' ']));
  byId('calendar').hidden = ends || !window || isPast(view, now);
}

function showRow(name: string, text: string): void {
  byId(`${name}-row`).hidden = !text;
  put(name, text);
}

/** A row like that of the street, which the HTML has, without its icon: as the last row. */
function addRow(name: string, heading: string): void {
  const row = byId('street-row').cloneNode(true) as HTMLElement;
  row.id = `${name}-row`;
  row.querySelector('.icon')?.replaceChildren();
  const [term, text] = row.querySelectorAll<HTMLElement>('dt, dd');
  if (term) term.textContent = heading;
  if (text) text.id = name;
  byId('street-row').parentElement?.append(row);
}

let shown = '';

/** Shows the view as of that time. The status is announced to screen readers when it changes, not on every poll. */
export function showJob(words: TrackWords, view: PublicView, now: Date): void {
  showOnly('ticket');
  const zone = zoneOf(view);
  const key = JSON.stringify([view, dateIn(zone, now), isPast(view, now)]);
  if (key === shown) return;
  shown = key;

  showHeading(words, view, now);
  showWindow(words, view, now);
  showRow('service', kindOf(words, view));
  for (const name of rowTexts) {
    if (!byId(`${name}-row`)) addRow(name, words[name]);
    showRow(name, view[name] ?? '');
  }
  byId('timeline').replaceChildren(...stepsOf(view).map((step) => stepItem(words, step, zone, now)));
  byId('book').hidden = !lookOf(view.status).ends;
  byId('call').classList.toggle('primary', !lookOf(view.status).ends);
  showPhone(words, 'call', view.company?.phone ?? '');
}
