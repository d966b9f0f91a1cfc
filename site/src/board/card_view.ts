// One job as a card: what a dispatcher needs at a glance, what can be done with it, and what became of the last move.
import { html, nothing, type TemplateResult } from 'lit-html';
import { labelOf, statusOf } from '../shared/flow';
import { kinds, phoneText, priceText } from '../shared/text';
import { windowText } from '../shared/time';
import type { Card, Kind } from '../shared/types';
import { type IconName, icon } from './icons';
import { isOverdue } from './selection';
import type { Note } from './store';

/** What a card can ask for. Stable for the life of the board. */
export interface CardActions {
  openMenu(token: string, button: HTMLElement): void;
  copyLink(card: Card): void;
  retry(token: string): void;
  dismiss(token: string): void;
}

const kindIcons: Record<Kind, IconName> = {
  junk_removal: 'box',
  dumpster_rental: 'dumpster',
  trailer_rental: 'trailer',
};

const place = ({ street, unit, city }: Card['service']['address']): string =>
  [unit ? `${street}, ${unit}` : street, city].filter(Boolean).join(', ');

function noteView(card: Card, note: Note, actions: CardActions): TemplateResult {
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

function windowLine({ window }: Card, now: Date): TemplateResult {
  const text = window ? windowText(window, now) : html`<span class="dim">Unscheduled</span>`;
  return html`<p class="line">${icon('clock')}<span>${text}</span></p>`;
}

export function cardView(
  card: Card,
  note: Note | undefined,
  now: Date,
  actions: CardActions,
): TemplateResult {
  const { token, customer, service, price } = card;
  const { name, phone } = customer;
  const overdue = isOverdue(card, now) ? html`<span class="badge" data-color="red">Overdue</span>` : nothing;
  return html`<li class="card" data-token=${token} data-rev=${card.rev} data-note=${note?.kind ?? 'none'}>
    <div class="card-head">
      <h3 class="card-name">${name}</h3>
      ${price ? html`<span class="price">${priceText(price)}</span>` : nothing}
    </div>
    <p class="line">${icon(kindIcons[service.kind] ?? 'box')}<span>${kinds[service.kind]}</span>${overdue}</p>
    ${windowLine(card, now)}
    <p class="line">${icon('pin')}<span>${place(service.address)}</span></p>
    ${note ? noteView(card, note, actions) : nothing}
    <div class="card-actions">
      <a class="tool" href="tel:${phone}" draggable="false" aria-label="Call ${name}" title="Call ${phoneText(phone)}"
        >${icon('phone')}</a>
      <button class="tool" type="button" aria-label="Copy tracking link for ${name}" title="Copy tracking link"
        @click=${() => actions.copyLink(card)}>${icon('link')}</button>
      <button class="move" type="button" aria-haspopup="menu" aria-disabled=${note?.kind === 'saving'}
        aria-label="Move to… ${name}, now ${labelOf(card.status)}"
        @click=${(event: Event) => actions.openMenu(token, event.currentTarget as HTMLElement)}
        >Move to…${icon('down')}</button>
    </div>
  </li>`;
}
