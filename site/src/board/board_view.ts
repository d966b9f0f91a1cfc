// The whole board: bar, banner, quick filters, columns, and on a phone the tabs that choose one column.
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { CompanyContact } from '../generated/api';
import type { Config } from '../shared/config';
import type { Status } from '../shared/status_flow';
import { clock } from '../shared/time';
import { type CardActions, cardView } from './card_view';
import { icon, mark, statusIcon } from './icons';
import { type ColumnCards, columns, type Group, type Selection, select } from './selection';
import type { Person } from './session';
import type { BoardState, QuickFilter } from './store';

export interface BoardActions extends CardActions {
  filter(text: string): void;
  toggle(filter: QuickFilter): void;
  clearFilter(): void;
  /** A key that was pressed in the search field. */
  searchKey(event: KeyboardEvent): void;
  newJob(): void;
  showColumn(id: string): void;
  refresh(): void;
  signOut(): void;
  undo(): void;
  closeToast(): void;
  keepToast(on: boolean): void;
  print(): void;
  showShortcuts(): void;
}

const brand = (where: string): TemplateResult =>
  html`<span class="brand">${mark}<span>QuickDump<b>Now</b></span><span class="brand-where">${where}</span></span>`;

const initials = (name: string): string =>
  name
    .split(/[\s.@_-]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

function account(person: Person, actions: BoardActions): TemplateResult {
  return html`<button class="avatar" type="button" popovertarget="account"
      ><span aria-hidden="true">${initials(person.name)}</span><span class="vh">Account</span></button>
    <div class="account" id="account" popover>
      <p class="dim">Signed in as</p>
      <p class="account-name">${person.email || person.name}</p>
      <button class="button account-print" type="button" @click=${actions.print}>${icon('print')}Print the day</button>
      <button class="button" type="button" @click=${actions.signOut}>Sign out</button>
    </div>`;
}

function bar(state: BoardState, { config, person, actions }: BoardOptions): TemplateResult {
  const { environment } = config;
  return html`<header class="bar on-asphalt">
    ${brand(environment === 'production' ? 'Dispatch' : `Dispatch · ${environment}`)}
    <label class="search">
      <span class="vh">Search jobs</span>${icon('search')}
      <input type="search" placeholder="Name, phone, street, link" autocomplete="off" spellcheck="false"
        .value=${state.filter} @keydown=${actions.searchKey}
        @input=${(event: Event) => actions.filter((event.target as HTMLInputElement).value)} />
    </label>
    <button class="button lime new-job" type="button" @click=${actions.newJob}>${icon('plus')}New job</button>
    ${account(person, actions)}
  </header>`;
}

function banner(state: BoardState, zone: string, actions: BoardActions): TemplateResult {
  const since = state.updatedAt ? `, last updated ${clock(zone, state.updatedAt)}` : '';
  const texts = {
    live: '',
    offline: `Offline${since}`,
    unreadable: `Dispatch gives no answer that can be read${since}. Does this network want you to sign in first?`,
    failing: `Not updating${since}. Trying again…`,
  };
  return html`<div class="banner" role="status">
    ${
      state.connection === 'live'
        ? nothing
        : html`<p>${icon('ban')}<span>${texts[state.connection]}</span></p>
          <button class="quiet strong" type="button" @click=${actions.refresh}>Try now</button>`
    }
  </div>`;
}

const quicks: [QuickFilter, string][] = [
  ['today', 'Today'],
  ['overdue', 'Overdue'],
  ['unscheduled', 'Unscheduled'],
];

const jobs = (count: number): string => (count === 1 ? '1 job' : `${count} jobs`);

function found({ isFiltered, offBoardToken, shown, total }: Selection): string {
  if (!isFiltered) return '';
  if (offBoardToken) return 'No card has this link.';
  return shown === 0 ? 'No job matches.' : `${shown} of ${jobs(total)}`;
}

function filters(state: BoardState, selection: Selection, actions: BoardActions): TemplateResult {
  const { counts, isFiltered, offBoardToken: token } = selection;
  return html`<div class="filters" role="group" aria-label="Filters">
    ${quicks.map(
      ([quick, label]) =>
        html`<button class="filter" type="button" data-quick=${quick} aria-pressed=${state.quickFilters.has(quick)}
          ?data-some=${counts[quick] > 0} @click=${() => actions.toggle(quick)}>${label} <b class="filter-count">${counts[quick]}</b></button>`,
    )}
    <p class="found" role="status">${found(selection)}</p>
    ${
      token
        ? html`<button class="button primary stray" type="button" @click=${() => actions.open(token)}>Open job ${token.slice(0, 4)}…</button>`
        : nothing
    }
    ${isFiltered ? html`<button class="quiet strong" type="button" @click=${actions.clearFilter}>Show all</button>` : nothing}
    <span class="filters-end">
      <button class="quiet" type="button" @click=${actions.print}>${icon('print')}Print the day</button>
      <button class="quiet keys" type="button" @click=${actions.showShortcuts}>${icon('keyboard')}Keys</button>
    </span>
  </div>`;
}

function tabs(state: BoardState, byColumn: Map<string, ColumnCards>, actions: BoardActions): TemplateResult {
  return html`<nav class="tabs" aria-label="Columns">
    ${columns.map(
      ({ id, label, color }) =>
        html`<button class="tab" type="button" data-status=${id} data-color=${color}
          aria-current=${state.column === id ? 'true' : 'false'} @click=${() => actions.showColumn(id)}
          ><span>${label}</span><b>${byColumn.get(id)?.shown ?? 0}</b></button>`,
    )}
  </nav>`;
}

function groupView(
  { label, cards, shown }: Group,
  state: BoardState,
  company: CompanyContact,
  actions: BoardActions,
): TemplateResult {
  return html`<div class="group" ?hidden=${shown === 0} data-color=${label === 'Overdue' ? 'red' : 'none'}>
    <p class="group-label">${label}<b>${shown}</b></p>
    <ul class="cards" role="list" aria-label=${label}>
      ${repeat(
        cards,
        ({ card }) => card.token,
        (placed) => cardView(placed, state.notes.get(placed.card.token), state.now, company, actions),
      )}
    </ul>
  </div>`;
}

function column(
  status: Status,
  cards: ColumnCards,
  state: BoardState,
  company: CompanyContact,
  actions: BoardActions,
): TemplateResult {
  const { id, label, color, icon: name, empty_text } = status;
  const { groups, shown, total } = cards;
  const count = shown === total ? `${total}` : `${shown} of ${total}`;
  return html`<section class="column" data-status=${id} data-color=${color} ?data-shown=${state.column === id}
    aria-labelledby="column-${id}">
    <header class="column-head">
      <h2 id="column-${id}">${statusIcon(name)}${label}</h2>
      <span class="count"><span class="vh">Jobs: </span>${count}</span>
    </header>
    <div class="column-body">
      ${shown === 0 ? html`<p class="empty">${total > 0 ? 'No job here matches.' : empty_text}</p>` : nothing}
      ${repeat(
        groups,
        (group) => group.label,
        (group) => groupView(group, state, company, actions),
      )}
    </div>
  </section>`;
}

function toast(state: BoardState, actions: BoardActions): TemplateResult | typeof nothing {
  if (!state.toast) return nothing;
  const { text, undo, token } = state.toast;
  /** Keeps the toast open while the pointer or the focus is in it. */
  const watch = ({
    type,
    currentTarget,
    relatedTarget,
  }: Event & { relatedTarget?: EventTarget | null }): void => {
    const it = currentTarget as HTMLElement;
    const hasFocus = it.contains(
      type === 'focusout' ? (relatedTarget as Node | null) : document.activeElement,
    );
    actions.keepToast(hasFocus || (type !== 'pointerleave' && it.matches(':hover')));
  };
  return html`<div class="toast on-asphalt" role="group" aria-label="Last change" data-about=${token}
    @pointerenter=${watch} @pointerleave=${watch} @focusin=${watch} @focusout=${watch}>
    <p>${text}</p>
    ${undo ? html`<button class="quiet strong" type="button" @click=${actions.undo}>${icon('back')}Undo</button>` : nothing}
    <button class="tool" type="button" aria-label="Close" @click=${actions.closeToast}>${icon('close')}</button>
  </div>`;
}

/** After a release with a new status, a page that was loaded before has no column for it. */
const unknownStatus = (count: number): TemplateResult =>
  html`<div class="banner" role="status">
    <p>${icon('ban')}<span>${count === 1 ? '1 job has' : `${count} jobs have`} a status that this page does not know.</span></p>
    <button class="quiet strong" type="button" @click=${() => location.reload()}>Reload the page</button>
  </div>`;

function body(state: BoardState, { config, actions, menu }: BoardOptions): TemplateResult {
  if (state.phase === 'loading')
    return html`<main class="notice" aria-busy="true"><h1>Loading the board…</h1></main>`;
  if (state.phase === 'failed')
    return html`<main class="notice">
      <h1>The board could not be loaded</h1>
      <p>There was no usable answer from the server. We keep trying.</p>
      <button class="button primary" type="button" @click=${actions.refresh}>Try now</button>
    </main>`;
  const { company } = config;
  const selection = select(state, company.time_zone);
  const none: ColumnCards = { total: 0, shown: 0, groups: [] };
  return html`<main class="board">
    <h1 class="vh">Dispatch board</h1>
    ${selection.unknown > 0 ? unknownStatus(selection.unknown) : nothing}
    ${filters(state, selection, actions)} ${tabs(state, selection.columns, actions)}
    <div class="columns">
      ${columns.map((status) => column(status, selection.columns.get(status.id) ?? none, state, company, actions))}
    </div>
    ${menu}
  </main>`;
}

interface BoardOptions {
  config: Config;
  person: Person;
  actions: BoardActions;
  /** The "Move to…" menu, which renders its own content. */
  menu: HTMLElement;
}

export function boardView(state: BoardState, options: BoardOptions): TemplateResult {
  return html`${bar(state, options)} ${banner(state, options.config.company.time_zone, options.actions)}
    ${body(state, options)}
    <section class="toasts" aria-label="Notifications">${toast(state, options.actions)}</section>`;
}
