// One job as a dispatcher reads it: how to reach the customer, the facts, and what happened to it.
import { html, nothing, type TemplateResult } from 'lit-html';
import { labelOf, statusOf, transition } from '../shared/flow';
import { addressText, kinds, phoneText, priceText } from '../shared/text';
import { fullWindowText, zonedStamp } from '../shared/time';
import { trackingLink, trackingPath } from '../shared/token';
import type { AuditEntry, Card, Company } from '../shared/types';
import { mapLink, messageFor, smsLink } from './contact';
import { icon, statusIcon } from './icons';
import { deedText, whoText } from './job_history';
import { jobIcons } from './job_icons';
import { isOverdue } from './selection';
import type { Person } from './session';

/** What is loaded when the dialog opens. */
export type History = { state: 'loading' } | { state: 'failed' } | { state: 'ready'; audit: AuditEntry[] };
export type Qr = { state: 'closed' | 'loading' | 'failed' } | { state: 'open'; code: SVGElement };

export interface Shown {
  card: Card;
  history: History;
  qr: Qr;
  /** Whether this device can share a link with another program. */
  canShare: boolean;
}

export interface Reading {
  company: Company;
  me: Person;
  now: Date;
}

export interface Actions {
  close(): void;
  edit(): void;
  copyLink(): void;
  share(): void;
  toggleQr(): void;
  retryHistory(): void;
}

const sources: Record<string, string> = {
  booking: 'Booked online by the customer',
  dispatcher: 'Entered by a dispatcher',
  import: 'Imported',
};

function statusBadge({ status }: Card): TemplateResult {
  const known = statusOf(status);
  return html`<span class="job-status" data-color=${known?.color ?? 'slate'}
    >${known ? statusIcon(known.icon) : nothing}${labelOf(status)}</span>`;
}

function head(card: Card, now: Date, close: () => void): TemplateResult {
  return html`<header class="job-head">
    <div>
      <h2 id="job-title" tabindex="-1" autofocus>${card.customer.name}</h2>
      <p class="job-tags">
        ${statusBadge(card)}
        ${isOverdue(card, now) ? html`<span class="badge" data-color="red">Overdue</span>` : nothing}
        <span class="dim">${kinds[card.service.kind]}</span>
      </p>
    </div>
    <button class="tool" type="button" aria-label="Close" @click=${close}>${icon('close')}</button>
  </header>`;
}

function contact({ card, qr, canShare }: Shown, { company, now }: Reading, actions: Actions): TemplateResult {
  const { phone } = card.customer;
  const message = messageFor(card, company.name, location.origin, now);
  return html`<div class="reach" role="group" aria-label="Reach the customer">
    <a class="reach-way" href="tel:${phone}">${icon('phone')}Call</a>
    <a class="reach-way" href=${smsLink(phone, message)} title=${message}>${icon('message')}Text</a>
    <a class="reach-way" href=${mapLink(card.service.address)} target="_blank" rel="noreferrer">${icon('pin')}Map</a>
    <button class="reach-way" type="button" @click=${actions.copyLink}>${icon('link')}Copy link</button>
    ${canShare ? html`<button class="reach-way" type="button" @click=${actions.share}>${jobIcons.share}Share</button>` : nothing}
    <button class="reach-way" type="button" aria-expanded=${qr.state !== 'closed'} aria-controls="job-qr"
      @click=${actions.toggleQr}>${jobIcons.qr}QR code</button>
  </div>`;
}

function qrPanel(qr: Qr, token: string): TemplateResult {
  const link = trackingLink(token, location.origin);
  const content = {
    closed: nothing,
    loading: html`<p class="dim">Drawing the QR code…</p>`,
    failed: html`<p>The QR code could not be loaded. Reload the page, then try again.</p>`,
    open: html`${qr.state === 'open' ? qr.code : nothing}
      <div><p>Let the customer scan this to follow the job.</p><p class="qr-link">${link}</p></div>`,
  }[qr.state];
  return html`<div class="qr-panel" id="job-qr" role="status" ?hidden=${qr.state === 'closed'}>${content}</div>`;
}

const fact = (term: string, text: unknown): TemplateResult =>
  html`<div class="fact"><dt>${term}</dt><dd>${text}</dd></div>`;

function lastChange({ card, history }: Shown, { company, me, now }: Reading): TemplateResult {
  const latest = history.state === 'ready' ? history.audit.at(-1) : undefined;
  const { at, by, why, from, to } = card.last_change;
  const entry = latest ?? { ...noDetails, operation: from ? 'transition' : 'create', at, by, why, from, to };
  return html`${whoText(entry.by, me)} ${deedText(entry)}
    <span class="dim nowrap">${zonedStamp(company.time_zone, new Date(entry.at), now)}</span>
    ${entry.why && !isCancelled(card) ? html`<span class="why">“${entry.why}”</span>` : nothing}`;
}

const noDetails = { rev: null, changed: [], restored_rev: null };

const isCancelled = ({ last_change: { from, to } }: Card): boolean =>
  from !== null && transition(from, to)?.kind === 'cancel';

function facts(shown: Shown, reading: Reading): TemplateResult {
  const { customer, service, price, window, source, created_at, last_change } = shown.card;
  const { company, now } = reading;
  const created = zonedStamp(company.time_zone, new Date(created_at), now);
  return html`<dl class="facts">
    ${isCancelled(shown.card) ? fact('Reason', html`<span class="reason">${last_change.why ?? 'None was given'}</span>`) : nothing}
    ${fact('Time window', window ? fullWindowText(window, now) : html`<span class="dim">Unscheduled</span>`)}
    ${fact('Address', addressText(service.address))}
    ${fact('Price', price ? priceText(price) : html`<span class="dim">Not set</span>`)}
    ${fact('Phone', phoneText(customer.phone))}
    ${customer.email ? fact('E-mail', html`<a href="mailto:${customer.email}">${customer.email}</a>`) : nothing}
    ${service.notes ? fact('Notes', html`<span class="notes">${service.notes}</span>`) : nothing}
    ${fact('Source', html`${sources[source] ?? source} <span class="dim nowrap">${created}</span>`)}
    ${fact('Last change', lastChange(shown, reading))}
  </dl>`;
}

function entryView(entry: AuditEntry, { company, me, now }: Reading): TemplateResult {
  return html`<li>
    <p><b>${whoText(entry.by, me)}</b> ${deedText(entry)}${entry.why ? html`: <span class="why">“${entry.why}”</span>` : nothing}</p>
    <p class="dim"><time datetime=${entry.at}>${zonedStamp(company.time_zone, new Date(entry.at), now)}</time></p>
  </li>`;
}

function historyView(history: History, reading: Reading, retry: () => void): TemplateResult {
  const content = {
    loading: html`<p class="dim" role="status"><span class="spinner"></span> Loading…</p>`,
    failed: html`<div class="note problem" role="group" aria-label="History not loaded">
      <p>The history could not be loaded. What stands above is what the board knew last.</p>
      <p class="note-actions"><button class="quiet strong" type="button" @click=${retry}>Try again</button></p>
    </div>`,
    ready: html`<ol class="history" role="list">
      ${history.state === 'ready' ? [...history.audit].reverse().map((entry) => entryView(entry, reading)) : nothing}
    </ol>`,
  }[history.state];
  return html`<section class="job-history" aria-labelledby="history-title">
    <h3 id="history-title">History</h3>${content}
  </section>`;
}

export function jobView(shown: Shown, reading: Reading, actions: Actions): TemplateResult {
  const { card, history, qr } = shown;
  return html`<div class="job">
    ${head(card, reading.now, actions.close)} ${contact(shown, reading, actions)} ${qrPanel(qr, card.token)}
    ${facts(shown, reading)} ${historyView(history, reading, actions.retryHistory)}
    <p class="form-actions">
      <a class="button" href=${trackingPath(card.token)} target="_blank" rel="noreferrer">Customer’s page</a>
      <button class="button primary edit-job" type="button" @click=${actions.edit}>${jobIcons.edit}Edit</button>
    </p>
  </div>`;
}

/** Before the job is there, and when it does not come. */
export function noJobView(
  state: 'loading' | 'missing' | 'failed',
  close: () => void,
  retry: () => void,
): TemplateResult {
  const [title, text] = {
    loading: ['Looking for the job…', ''],
    missing: ['No job has this link', 'Check that the link or its code was copied whole.'],
    failed: ['The job could not be loaded', 'There was no usable answer from the server.'],
  }[state];
  return html`<div class="form">
    <h2 id="job-title" tabindex="-1" autofocus>${title}</h2>
    ${text ? html`<p>${text}</p>` : nothing}
    <p class="form-actions">
      <button class="button" type="button" @click=${close}>Close</button>
      ${state === 'failed' ? html`<button class="button primary" type="button" @click=${retry}>Try again</button>` : nothing}
    </p>
  </div>`;
}
