// The board as a whole: bar, banner, columns, and on a phone the tabs that choose one column.
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { type Status, statusOf } from '../shared/flow';
import { clock } from '../shared/time';
import { tokenTyped } from '../shared/token';
import type { Config } from '../shared/types';
import { type CardActions, cardView } from './card_view';
import { icon, mark, statusIcon } from './icons';
import { type ColumnCards, cardsByColumn, columns } from './selection';
import type { Person } from './session';
import type { State } from './store';

export interface ShellActions extends CardActions {
  filter(text: string): void;
  newJob(): void;
  showColumn(id: string): void;
  refresh(): void;
  signOut(): void;
  undo(): void;
  closeToast(): void;
  holdToast(on: boolean): void;
}

const brand = (where: string): TemplateResult =>
  html`<span class="brand">${mark}<span>QuickDump<b>Now</b></span><span class="brand-where">${where}</span></span>`;

const initials = (name: string): string =>
  name
    .split(/[\s.@_-]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

function account(person: Person, actions: ShellActions): TemplateResult {
  return html`<button class="avatar" type="button" popovertarget="account"
      ><span aria-hidden="true">${initials(person.name)}</span><span class="vh">Account</span></button>
    <div class="account" id="account" popover>
      <p class="dim">Signed in as</p>
      <p class="account-name">${person.email || person.name}</p>
      <button class="button" type="button" @click=${actions.signOut}>Sign out</button>
    </div>`;
}

function bar(state: State, config: Config, person: Person, actions: ShellActions): TemplateResult {
  const { environment } = config;
  return html`<header class="bar on-asphalt">
    ${brand(environment === 'production' ? 'Dispatch' : `Dispatch · ${environment}`)}
    <label class="search">
      <span class="vh">Search jobs</span>${icon('search')}
      <input type="search" placeholder="Name, phone, street, link" autocomplete="off" spellcheck="false"
        .value=${state.filter}
        @input=${(event: Event) => actions.filter((event.target as HTMLInputElement).value)} />
    </label>
    <button class="button lime new-job" type="button" @click=${actions.newJob}>${icon('plus')}New job</button>
    ${account(person, actions)}
  </header>`;
}

function banner(state: State, zone: string, actions: ShellActions): TemplateResult {
  const since = state.updatedAt ? `, last updated ${clock(zone, state.updatedAt)}` : '';
  const text = state.link === 'offline' ? `Offline${since}` : `Not updating${since}. Trying again…`;
  return html`<div class="banner" role="status">
    ${
      state.link === 'live'
        ? nothing
        : html`<p>${icon('ban')}<span>${text}</span></p>
          <button class="quiet strong" type="button" @click=${actions.refresh}>Try now</button>`
    }
  </div>`;
}

/** A job that left the board, or stands in no column, is still found by its link. */
function elsewhere({ filter, jobs }: State, actions: ShellActions): TemplateResult | typeof nothing {
  const token = tokenTyped(filter);
  if (!token || statusOf(jobs.get(token)?.status ?? '')?.column) return nothing;
  return html`<p class="elsewhere">This link’s job is not on the board.
    <button class="button" type="button" @click=${() => actions.open(token)}>Open job ${token.slice(0, 4)}…</button></p>`;
}

function tabs(state: State, byColumn: Map<string, ColumnCards>, actions: ShellActions): TemplateResult {
  return html`<nav class="tabs" aria-label="Columns">
    ${columns.map(
      ({ id, label, color }) =>
        html`<button class="tab" type="button" data-status=${id} data-color=${color}
          aria-current=${state.column === id ? 'true' : 'false'} @click=${() => actions.showColumn(id)}
          ><span>${label}</span><b>${byColumn.get(id)?.cards.length ?? 0}</b></button>`,
    )}
  </nav>`;
}

function emptyText({ empty_text }: Status, { total }: ColumnCards): string {
  return total > 0 ? 'No job here matches your search.' : empty_text;
}

function column(status: Status, found: ColumnCards, state: State, actions: ShellActions): TemplateResult {
  const { id, label, color, icon: name } = status;
  const { cards, total } = found;
  const count = cards.length === total ? `${total}` : `${cards.length} of ${total}`;
  return html`<section class="column" data-status=${id} data-color=${color} ?data-shown=${state.column === id}
    aria-labelledby="column-${id}">
    <header class="column-head">
      <h2 id="column-${id}">${statusIcon(name)}${label}</h2>
      <span class="count"><span class="vh">Jobs: </span>${count}</span>
    </header>
    ${cards.length === 0 ? html`<p class="empty">${emptyText(status, found)}</p>` : nothing}
    <ul class="cards" role="list">
      ${repeat(
        cards,
        (card) => card.token,
        (card) => cardView(card, state.notes.get(card.token), state.now, actions),
      )}
    </ul>
  </section>`;
}

function toast(state: State, actions: ShellActions): TemplateResult | typeof nothing {
  if (!state.toast) return nothing;
  const { text, undo } = state.toast;
  const hold = (on: boolean) => (): void => actions.holdToast(on);
  return html`<div class="toast on-asphalt" role="group" aria-label="Last change" @pointerenter=${hold(true)}
    @pointerleave=${hold(false)} @focusin=${hold(true)} @focusout=${hold(false)}>
    <p>${text}</p>
    ${undo ? html`<button class="quiet strong" type="button" @click=${actions.undo}>${icon('back')}Undo</button>` : nothing}
    <button class="tool" type="button" aria-label="Close" @click=${actions.closeToast}>${icon('close')}</button>
  </div>`;
}

function body(
  state: State,
  byColumn: Map<string, ColumnCards>,
  actions: ShellActions,
  menu: HTMLElement,
): TemplateResult {
  if (state.phase === 'loading')
    return html`<main class="notice" aria-busy="true"><h1>Loading the board…</h1></main>`;
  if (state.phase === 'failed')
    return html`<main class="notice">
      <h1>The board could not be loaded</h1>
      <p>There was no usable answer from the server. We keep trying.</p>
      <button class="button primary" type="button" @click=${actions.refresh}>Try now</button>
    </main>`;
  const none: ColumnCards = { total: 0, cards: [] };
  return html`<main class="board">
    <h1 class="vh">Dispatch board</h1>
    ${elsewhere(state, actions)} ${tabs(state, byColumn, actions)}
    <div class="columns">
      ${columns.map((status) => column(status, byColumn.get(status.id) ?? none, state, actions))}
    </div>
    ${menu}
  </main>`;
}

interface Shell {
  config: Config;
  person: Person;
  actions: ShellActions;
  /** The "Move to…" menu, which lives in the page's main landmark and keeps its own content. */
  menu: HTMLElement;
}

export function shell(state: State, { config, person, actions, menu }: Shell): TemplateResult {
  return html`${bar(state, config, person, actions)} ${banner(state, config.company.time_zone, actions)}
    ${body(state, cardsByColumn(state), actions, menu)}
    <section class="toasts" aria-label="Notifications">${toast(state, actions)}</section>`;
}
