// The confirmation: the tracking link, the summary of the request and the next steps. It survives a reload.
import { services } from '../../../lambda/jobs/services.json';
import type { JobRequest, TimeWindow } from '../generated/api';
import { copy } from '../shared/clipboard';
import { icsOf, saveIcs, uidOf } from '../shared/ics';
import { now } from '../shared/server_clock';
import { forget, keep, kept } from '../shared/tab_store';
import { e164, phoneText, priceText } from '../shared/text';
import { windowText } from '../shared/time';
import { fill } from '../shared/words';
import { answersIn } from './questions';
import type { Booking } from './send_booking';
import { words } from './words';

const STORED = 'qdn.booking.done';
const COPIED_MS = 4_000;
/** The answers that the summary shows in rows of its own; any other has a row named by its question. */
const SUMMARISED = new Set(['kind', 'street', 'unit', 'city', 'zip', 'name', 'phone', 'email', 'notes']);

export interface Confirmation {
  token: string;
  link: string;
  kind: string;
  window: TimeWindow | null;
  place: string;
  company: { name: string; phone: string };
  /** Each line has its own direction: a name may be written from right to left. */
  summary: [term: string, lines: string[]][];
}

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const given = (texts: (string | null | undefined)[]): string[] => texts.filter((text) => !!text) as string[];

/** `from $150`, as on the service's card. */
export function priceOf(kind: string): string {
  const cents = services.find(({ id }) => id === kind)?.from_cents;
  return cents
    ? fill(words.from_price, { price: priceText({ amount_cents: cents, currency: 'USD' }) })
    : words.no_price;
}

export function confirmationOf({ token, tracking_path, view }: Booking, requested: JobRequest): Confirmation {
  const { customer, service, window } = requested;
  const { street, unit, city, zip } = service.address;
  const place = [given([street, unit]).join(', '), given([city, zip]).join(' ')];
  const kind = words.kinds[service.kind] ?? service.kind;
  const summary: Confirmation['summary'] = [
    [words.service, [kind]],
    [words.price, [priceOf(service.kind)]],
    [words.address, place],
    [words.when_step, [window ? windowText(window, now()) : words.any_day]],
    [
      words.contact,
      given([customer.name, phoneText(e164(customer.phone) ?? customer.phone), customer.email]),
    ],
  ];
  if (service.notes) summary.push([words.notes_term, service.notes.split('\n')]);
  for (const [name, text] of answersIn(requested))
    if (!SUMMARISED.has(name))
      summary.push([(words as unknown as Record<string, string>)[name] ?? name, text.split('\n')]);
  return {
    token,
    link: new URL(tracking_path, location.origin).href,
    kind,
    window: window ?? null,
    place: place.join(', '),
    company: view.company ?? { name: 'QuickDumpNow', phone: '' },
    summary,
  };
}

function row([term, lines]: [string, string[]]): HTMLElement {
  const group = document.createElement('div');
  const dt = document.createElement('dt');
  dt.textContent = term;
  const dd = document.createElement('dd');
  for (const line of lines) {
    const element = document.createElement('span');
    element.dir = 'auto';
    element.textContent = line;
    dd.append(element);
  }
  group.append(dt, dd);
  return group;
}

async function copyLink(link: string): Promise<void> {
  const label = byId('copy').querySelector('span') as HTMLElement;
  const copied = await copy(link);
  label.textContent = copied ? words.copied : words.not_copied;
  byId('announcer').textContent = copied ? words.copied_spoken : words.not_copied_spoken;
  setTimeout(() => {
    label.textContent = words.copy;
    byId('announcer').textContent = '';
  }, COPIED_MS);
}

async function toCalendar({ token, link, kind, window, place, company }: Confirmation): Promise<void> {
  if (!window) return;
  const values = { kind, company: company.name, phone: phoneText(company.phone) };
  const appointment = {
    uid: await uidOf(token),
    sequence: 1,
    start: window.start,
    end: window.end,
    summary: fill(words.event, values),
    location: place,
    description: `${fill(words.event_text, values)}\n${link}`,
    agreed: false,
  };
  saveIcs(icsOf(appointment, now()), 'quickdumpnow.ics');
}

export function showConfirmation(confirmation: Confirmation): void {
  const { link, summary } = confirmation;
  const anchor = byId('link') as HTMLAnchorElement;
  anchor.href = link;
  anchor.textContent = link;
  byId('summary').replaceChildren(...summary.map(row));
  byId('copy').onclick = () => void copyLink(link);
  const share = byId('share');
  share.hidden = !('share' in navigator);
  // Closing the share sheet rejects the promise; it is no error.
  share.onclick = () => void navigator.share({ title: words.link_title, url: link }).catch(() => undefined);
  const calendar = byId('calendar');
  calendar.hidden = !confirmation.window;
  calendar.onclick = () => void toCalendar(confirmation);
  byId('another').onclick = () => {
    forget(STORED);
    location.reload();
  };
  byId('ask').hidden = true;
  byId('done').hidden = false;
  document.title = words.received_title;
  window.scrollTo(0, 0);
  byId('done-title').focus();
}

export const store = (confirmation: Confirmation): void => keep(STORED, JSON.stringify(confirmation));

export function stored(): Confirmation | null {
  const text = kept(STORED);
  return text ? (JSON.parse(text) as Confirmation) : null;
}
