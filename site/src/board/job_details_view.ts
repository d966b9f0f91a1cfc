// The details of one job: ways to reach the customer, the values of its fields, its history.
import { html, nothing, type TemplateResult } from 'lit-html';
import type { AuditEntry, Card, CompanyContact } from '../generated/api';
import { labelOf, statusOf, transition } from '../shared/status_flow';
import { zonedStamp } from '../shared/time';
import { trackingLink, trackingPath } from '../shared/token';
import { mapLink, messageFor, smsLink } from './contact_links';
import { icon, statusIcon } from './icons';
import { jobIcons } from './job_dialog_icons';
import { detailOrder, type JobField } from './job_fields';
import { actorText, changeText } from './job_history';
import type { History } from './job_loader';
import { kinds } from './kinds';
import { isOverdue } from './selection';
import type { Person } from './session';
import type { Qr } from './tracking_link_actions';

/** What is shown. */
export interface JobDetails {
  card: Card;
  history: History;
  qr: Qr;
  /** Whether to offer to share the tracking link with another program. */
  canShare: boolean;
}

/** Who reads it, and when. */
export interface Reader {
  company: CompanyContact;
  me: Person;
  now: Date;
}

export interface DetailsActions {
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

function contact(
  { card, qr, canShare }: JobDetails,
  { company, now }: Reader,
  actions: DetailsActions,
): TemplateResult {
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

function lastChange({ card, history }: JobDetails, { company, me, now }: Reader): TemplateResult {
  const latest = history.state === 'ready' ? history.audit.at(-1) : undefined;
  const { at, by, why, from, to } = card.last_change;
  const entry = latest ?? { ...noDetails, operation: from ? 'transition' : 'create', at, by, why, from, to };
  return html`${actorText(entry.by, me)} ${changeText(entry)}
    <span class="dim nowrap">${zonedStamp(company.time_zone, new Date(entry.at), now)}</span>
    ${entry.why && !isCancelled(card) ? html`<span class="why">“${entry.why}”</span>` : nothing}`;
}

const noDetails = { version_id: '', rev: null, changed: [], restored_rev: null };

const isCancelled = ({ last_change: { from, to } }: Card): boolean =>
  from !== null && transition(from, to)?.kind === 'cancel';

/** A field of the job with its value; nothing where it has none, unless the field says what then stands there. */
function fieldFact(
  { label, detail, text }: JobField,
  card: Card,
  now: Date,
): TemplateResult | typeof nothing {
  if (!detail) return nothing;
  const { term = label, empty, format } = detail;
  const value = detail.text?.(card) ?? text(card, now);
  if (!value) return empty ? fact(term, html`<span class="dim">${empty}</span>`) : nothing;
  if (format === 'email') return fact(term, html`<a href="mailto:${value}">${value}</a>`);
  return fact(term, format === 'lines' ? html`<span class="notes">${value}</span>` : value);
}

function facts(details: JobDetails, reader: Reader): TemplateResult {
  const { card } = details;
  const { source, created_at, last_change } = card;
  const { company, now } = reader;
  const created = zonedStamp(company.time_zone, new Date(created_at), now);
  return html`<dl class="facts">
    ${isCancelled(card) ? fact('Reason', html`<span class="reason">${last_change.why ?? 'None was given'}</span>`) : nothing}
    ${detailOrder.map((field) => fieldFact(field, card, now))}
    ${fact('Source', html`${sources[source] ?? source} <span class="dim nowrap">${created}</span>`)}
    ${fact('Last change', lastChange(details, reader))}
  </dl>`;
}

function entryView(entry: AuditEntry, { company, me, now }: Reader): TemplateResult {
  return html`<li>
    <p><b>${actorText(entry.by, me)}</b> ${changeText(entry)}${entry.why ? html`: <span class="why">“${entry.why}”</span>` : nothing}</p>
    <p class="dim"><time datetime=${entry.at}>${zonedStamp(company.time_zone, new Date(entry.at), now)}</time></p>
  </li>`;
}

function historyView(history: History, reader: Reader, retry: () => void): TemplateResult {
  const content = {
    loading: html`<p class="dim" role="status"><span class="spinner"></span> Loading…</p>`,
    failed: html`<div class="note problem" role="group" aria-label="History not loaded">
      <p>The history could not be loaded. What stands above is what the board knew last.</p>
      <p class="note-actions"><button class="quiet strong" type="button" @click=${retry}>Try again</button></p>
    </div>`,
    ready: html`<ol class="history" role="list">
      ${history.state === 'ready' ? [...history.audit].reverse().map((entry) => entryView(entry, reader)) : nothing}
    </ol>`,
  }[history.state];
  return html`<section class="job-history" aria-labelledby="history-title">
    <h3 id="history-title">History</h3>${content}
  </section>`;
}

export function jobDetailsView(details: JobDetails, reader: Reader, actions: DetailsActions): TemplateResult {
  const { card, history, qr } = details;
  return html`<div class="job">
    ${head(card, reader.now, actions.close)} ${contact(details, reader, actions)} ${qrPanel(qr, card.token)}
    ${facts(details, reader)} ${historyView(history, reader, actions.retryHistory)}
    <p class="form-actions">
      <a class="button" href=${trackingPath(card.token)} target="_blank" rel="noreferrer">Customer’s page</a>
      <button class="button primary edit-job" type="button" @click=${actions.edit}>${jobIcons.edit}Edit</button>
    </p>
  </div>`;
}

/** Shown instead, while the job is loading and when it could not be loaded. */
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
