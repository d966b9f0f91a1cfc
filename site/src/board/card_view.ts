// One job as a card: time, customer and address, the actions on it, and the result of its last move.
import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { Card, CompanyContact } from '../generated/api';
import { initial, labelOf, statusOf, transition } from '../shared/status_flow';
import { addressText, phoneText, priceText } from '../shared/text';
import { clock, dayName, hoursText, zoneName } from '../shared/time';
import { mapLink, messageFor, smsLink } from './contact_links';
import { icon } from './icons';
import { kindIcons, kinds } from './kinds';
import type { PlacedCard } from './selection';
import type { CardNote } from './store';

/** The actions of a card. The same object for the life of the board. */
export interface CardActions {
  open(token: string): void;
  openMenu(token: string, button: HTMLElement): void;
  copyLink(card: Card): void;
  retry(token: string): void;
  dismiss(token: string): void;
}

const MINUTE_MS = 60_000;

/** The address without its ZIP code. */
const shortAddress = (address: Card['service']['address']): string => addressText({ ...address, zip: null });

/** `25 min`, `3 h`, `1 day`, `2 days`. */
function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days === 0) return `${hours} h`;
  return days === 1 ? '1 day' : `${days} days`;
}

/** The verb for a job's creation: by a customer on the booking page, or by a dispatcher. */
const originVerb = ({ source }: Card): string => (source === 'booking' ? 'asked' : 'added');

function noteView(card: Card, note: CardNote, actions: CardActions): TemplateResult {
  const { token } = card;
  const retry = (): void => actions.retry(token);
  const dismiss = html`<button class="quiet" type="button" @click=${() => actions.dismiss(token)}>Dismiss</button>`;
  if (note.kind === 'saving') return html`<p class="note saving"><span class="spinner"></span>Saving…</p>`;
  if (note.kind === 'saved') return html`<p class="note saved">${icon('check')}Saved</p>`;
  if (note.kind === 'unsaved')
    return html`<div class="note problem" role="group" aria-label="Not saved">
      <p>${note.text}</p>
      <p class="note-actions">
        <button class="quiet strong" type="button" @click=${retry}>Try again</button>${dismiss}
      </p>
    </div>`;
  const { again, text } = note;
  return html`<div class="note conflict" role="group" aria-label="Conflict">
    <p>${text}</p>
    <p class="note-actions">
      ${
        again
          ? html`<button class="quiet strong" type="button"
              @click=${retry}>${statusOf(again.to)?.column ? 'Move' : 'Cancel'} anyway</button>`
          : nothing
      }${dismiss}
    </p>
  </div>`;
}

/**
 * The hours of the window; of an ended job, when it ended. The day is the heading of the group; the card repeats it for
 * screen readers, and shows it where the group has several days.
 */
function whenLine({ card, when }: PlacedCard, now: Date, zone: string): TemplateResult {
  const { window, last_change, created_at } = card;
  if (when === 'ended') {
    const at = new Date(last_change.at);
    return html`<p class="when"><strong>${labelOf(card.status)}</strong> <span>${clock(zone, at)} ${zoneName(zone, at)}<span
      class="vh">, ${dayName(zone, at, now)}</span></span></p>`;
  }
  if (!window)
    return html`<p class="when"><strong>Unscheduled</strong> <span>${originVerb(card)} ${span(now.getTime() - Date.parse(created_at))} ago</span></p>`;
  const badge =
    when === 'overdue'
      ? html`<span class="badge" data-color="red">Overdue ${span(now.getTime() - Date.parse(window.end))}</span>`
      : when === 'now'
        ? html`<span class="badge" data-color="green">Now</span>`
        : nothing;
  const day = dayName(window.zone, new Date(window.start), now);
  const isInHeading = when !== 'overdue' || day === 'Today';
  return html`<p class="when"><strong>${hoursText(window)}</strong> <span class=${isInHeading ? 'vh' : ''}>${day}</span>${badge}</p>`;
}

/** The reason that was given for the last change of status. */
function reasonLine({ last_change: { from, to, why } }: Card): TemplateResult | typeof nothing {
  if (!why) return nothing;
  const kind = from ? transition(from, to)?.kind : undefined;
  const did = kind === 'undo' ? 'Moved back: ' : kind === 'cancel' ? 'Cancelled: ' : '';
  return html`<p class="line hint">${icon('back')}<span>${did}${why}</span></p>`;
}

function origin({ source, last_change: { by, to }, status }: Card): string {
  if (by === 'customer' && to === status && status !== initial) return ' · Customer confirmed';
  return source === 'booking' ? ' · Booked online' : source === 'import' ? ' · Imported' : '';
}

/** Links to call and text the customer, and to a map. */
function contactLinks(card: Card, company: string, now: Date): TemplateResult {
  const { name, phone } = card.customer;
  const number = phoneText(phone);
  const message = messageFor(card, company, location.origin, now);
  return html`<a class="tool call" href="tel:${phone}" draggable="false" aria-label="Call ${name}" title="Call ${number}"
      >${icon('phone')}</a>
    <a class="tool text" href=${smsLink(phone, message)} draggable="false" aria-label="Text ${name}"
      title="Text ${number}">${icon('message')}</a>
    <a class="tool map" href=${mapLink(card.service.address)} target="_blank" rel="noreferrer" draggable="false"
      aria-label="Map for ${name}" title="Show on a map">${icon('pin')}</a>`;
}

function cardContent(
  placed: PlacedCard,
  note: CardNote | undefined,
  now: Date,
  { name: company, time_zone: zone }: CompanyContact,
  actions: CardActions,
): TemplateResult {
  const { card } = placed;
  const { token, customer, service, price } = card;
  const { name } = customer;
  return html`<div class="card-head">
      <h3 class="card-name"><button class="card-open" type="button" aria-haspopup="dialog"
        @click=${() => actions.open(token)}>${name}</button></h3>
      ${price ? html`<span class="price">${priceText(price)}</span>` : nothing}
    </div>
    ${whenLine(placed, now, zone)}
    <p class="line">${icon('pin')}<span>${shortAddress(service.address)}</span></p>
    <p class="line">${icon(kindIcons[service.kind] ?? 'box')}<span>${kinds[service.kind]}${origin(card)}</span></p>
    ${service.notes ? html`<p class="line hint">${icon('note')}<span class="cut"><span class="vh">Notes: </span>${service.notes}</span></p>` : nothing}
    ${reasonLine(card)} ${note ? noteView(card, note, actions) : nothing}
    <div class="card-actions">
      ${contactLinks(card, company, now)}
      <button class="tool copy" type="button" aria-label="Copy tracking link for ${name}" title="Copy tracking link"
        @click=${() => actions.copyLink(card)}>${icon('link')}</button>
      <button class="move" type="button" aria-haspopup="menu" aria-disabled=${note?.kind === 'saving'}
        aria-label="Move to… ${name}, now ${labelOf(card.status)}"
        @click=${(event: Event) => actions.openMenu(token, event.currentTarget as HTMLElement)}
        >Move to…${icon('down')}</button>
    </div>`;
}

export function cardView(
  placed: PlacedCard,
  note: CardNote | undefined,
  now: Date,
  company: CompanyContact,
  actions: CardActions,
): TemplateResult {
  const { card, when, hidden } = placed;
  // A press on the card itself opens it too, unless it was on one of its buttons or links.
  const press = (event: Event): void => {
    if (!(event.target as Element).closest('a, button, .note')) actions.open(card.token);
  };
  return html`<li class="card" data-token=${card.token} data-rev=${card.rev} data-note=${note?.kind ?? 'none'}
    data-when=${when} ?hidden=${hidden} @click=${press}
    >${guard([card, note, when, now], () => cardContent(placed, note, now, company, actions))}</li>`;
}
