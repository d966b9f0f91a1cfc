// The confirmation: what was asked for, the tracking link, and what happens next. It survives a reload.
import { copy } from '../shared/clipboard';
import { kinds, phoneText } from '../shared/text';
import { windowText } from '../shared/time';
import type { JobRequest, Kind, TimeWindow } from '../shared/types';
import type { Booking } from './request_form';

const STORED = 'qdn.booking.done';
const COPIED_MS = 4_000;

export interface Confirmation {
  link: string;
  summary: [term: string, text: string][];
}

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

function place({ street, unit, city, zip }: JobRequest['service']['address']): string {
  return `${[street, unit].filter(Boolean).join(', ')}\n${[city, zip].filter(Boolean).join(' ')}`;
}

const preferred = (window: TimeWindow | null | undefined): string =>
  window ? windowText(window, new Date()) : 'Any day is fine';

export function confirmationOf({ tracking_path }: Booking, asked: JobRequest): Confirmation {
  const { customer, service, window } = asked;
  const contact = [customer.name, phoneText(customer.phone), customer.email].filter(Boolean).join('\n');
  const summary: Confirmation['summary'] = [
    ['Job', kinds[service.kind as Kind] ?? service.kind],
    ['Address', place(service.address)],
    ['Preferred time', preferred(window)],
    ['Contact', contact],
  ];
  if (service.notes) summary.push(['Notes', service.notes]);
  return { link: new URL(tracking_path, location.origin).href, summary };
}

function row([term, text]: [string, string]): HTMLElement {
  const group = document.createElement('div');
  const dt = document.createElement('dt');
  dt.textContent = term;
  const dd = document.createElement('dd');
  dd.textContent = text;
  group.append(dt, dd);
  return group;
}

export function showConfirmation({ link, summary }: Confirmation): void {
  const anchor = byId('link') as HTMLAnchorElement;
  anchor.href = link;
  anchor.textContent = link;
  byId('summary').replaceChildren(...summary.map(row));
  byId('ask').hidden = true;
  byId('done').hidden = false;
  document.title = 'Request received · QuickDumpNow';
  window.scrollTo(0, 0);
  byId('done-title').focus();
}

async function copyLink(): Promise<void> {
  const label = byId('copy').querySelector('span') as HTMLElement;
  const copied = await copy((byId('link') as HTMLAnchorElement).href);
  label.textContent = copied ? 'Copied' : 'Press and hold the link to copy it';
  byId('announcer').textContent = copied ? 'Tracking link copied' : 'The link could not be copied';
  setTimeout(() => {
    label.textContent = 'Copy link';
    byId('announcer').textContent = '';
  }, COPIED_MS);
}

export function wireConfirmation(): void {
  byId('copy').addEventListener('click', () => void copyLink());
  byId('another').addEventListener('click', () => {
    sessionStorage.removeItem(STORED);
    location.reload();
  });
}

export const store = (confirmation: Confirmation): void =>
  sessionStorage.setItem(STORED, JSON.stringify(confirmation));

export function stored(): Confirmation | null {
  const text = sessionStorage.getItem(STORED);
  return text ? (JSON.parse(text) as Confirmation) : null;
}
