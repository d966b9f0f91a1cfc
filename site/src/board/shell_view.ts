// The board as a whole: bar, quick filters, banner, columns, and on a phone the tabs that choose one column.
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Status } from '../shared/flow';
import { clock } from '../shared/time';
import type { Company, Config } from '../shared/types';
import { type CardActions, cardView } from './card_view';
import { icon, mark, statusIcon } from './icons';
import { type ColumnCards, columns, type Group, type Selection, select } from './selection';
import type { Person } from './session';
import type { Quick, State } from './store';

export interface ShellActions extends CardActions {
  filter(text: string): void;
  toggle(quick: Quick): void;
  clearFilter(): void;
  /** A key that was pressed in the search field. */
  searchKey(event: KeyboardEvent): void;
  newJob(): void;
  showColumn(id: string): void;
  refresh(): void;
  signOut(): void;
  undo(): void;
  closeToast(): void;
  holdToast(on: boolean): void;
  print(): void;
  showKeys(): void;
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
      <button class="button account-print" type="button" @click=${actions.print}>${icon('print')}Print the day</button>
      <button class="button" type="button" @click=${actions.signOut}>Sign out</button>
    </div>`;
}

function bar(state: State, { config, person, actions }: Shell): TemplateResult {
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

function banner(state: State, zone: string, actions: ShellActions): TemplateResult {
  const since = state.updatedAt ? `, last updated ${clock(zone, state.updatedAt)}` : '';
  const texts = {
    live: '',
    offline: `Offline${since}`,
    unreadable: `Dispatch gives no answer that can be read${since}. Does this network want you to sign in first?`,
    failing: `Not updating${since}. Trying again…`,
  };
  return html`<div class="banner" role="status">
    ${
      state.link === 'live'
        ? nothing
        : html`<p>${icon('ban')}<span>${texts[state.link]}</span></p>
          <button class="quiet strong" type="button" @click=${actions.refresh}>Try now</button>`
    }
  </div>`;
}

const quicks: [Quick, string][] = [
  ['today', 'Today'],
  ['overdue', 'Overdue'],
  ['unscheduled', 'Unscheduled'],
];

const jobs = (count: number): string => (count === 1 ? '1 job' : `${count} jobs`);

function found({ isFiltered, stray, shown, total }: Selection): string {
  if (!isFiltered) return '';
  if (stray) return 'No card has this link.';
  return shown === 0 ? 'No job matches.' : `${shown} of ${jobs(total)}`;
}

function filters(state: State, selection: Selection, actions: ShellActions): TemplateResult {
  const { counts, isFiltered, stray } = selection;
  return html`<div class="filters" role="group" aria-label="Filters">
    ${quicks.map(
      ([quick, label]) =>
        html`<button class="filter" type="button" data-quick=${quick} aria-pressed=${state.only.has(quick)}
          ?data-some=${counts[quick] > 0} @click=${() => actions.toggle(quick)}>${label} <b class="filter-count">${counts[quick]}</b></button>`,
    )}
    <p class="found" role="status">${found(selection)}</p>
    ${
      stray
        ? html`<button class="button primary stray" type="button" @click=${() => actions.open(stray)}>Open job ${stray.slice(0, 4)}…</button>`
        : nothing
    }
    ${isFiltered ? html`<button class="quiet strong" type="button" @click=${actions.clearFilter}>Show all</button>` : nothing}
    <span class="filters-end">
      <button class="quiet" type="button" @click=${actions.print}>${icon('print')}Print the day</button>
      <button class="quiet keys" type="button" @click=${actions.showKeys}>${icon('keyboard')}Keys</button>
    </span>
  </div>`;
}

function tabs(state: State, byColumn: Map<string, ColumnCards>, actions: ShellActions): TemplateResult {
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
  state: State,
  company: Company,
  actions: ShellActions,
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
  state: State,
  company: Company,
  actions: ShellActions,
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

function toast(state: State, actions: ShellActions): TemplateResult | typeof nothing {
  if (!state.toast) return nothing;
  const { text, undo, token } = state.toast;
  /** It stays for as long as the pointer or the focus is in it. */
  const watch = ({
    type,
    currentTarget,
    relatedTarget,
  }: Event & { relatedTarget?: EventTarget | null }): void => {
    const it = currentTarget as HTMLElement;
    const hasFocus = it.contains(
      type === 'focusout' ? (relatedTarget as Node | null) : document.activeElement,
    );
    actions.holdToast(hasFocus || (type !== 'pointerleave' && it.matches(':hover')));
  };
  return html`<div class="toast on-asphalt" role="group" aria-label="Last change" data-about=${token}
    @pointerenter=${watch} @pointerleave=${watch} @focusin=${watch} @focusout=${watch}>
    <p>${text}</p>
    ${undo ? html`<button class="quiet strong" type="button" @click=${actions.undo}>${icon('back')}Undo</button>` : nothing}
    <button class="tool" type="button" aria-label="Close" @click=${actions.closeToast}>${icon('close')}</button>
  </div>`;
}

/** After a release with another status: a page from before has no column for it. */
const unknownStatus = (count: number): TemplateResult =>
  html`<div class="banner" role="status">
    <p>${icon('ban')}<span>${count === 1 ? '1 job has' : `${count} jobs have`} a status that this page does not know.</span></p>
    <button class="quiet strong" type="button" @click=${() => location.reload()}>Reload the page</button>
  </div>`;

function body(state: State, { config, actions, menu }: Shell): TemplateResult {
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

interface Shell {
  config: Config;
  person: Person;
  actions: ShellActions;
  /** The "Move to…" menu, which lives in the page's main landmark and keeps its own content. */
  menu: HTMLElement;
}

export function shell(state: State, shell: Shell): TemplateResult {
  return html`${bar(state, shell)} ${banner(state, shell.config.company.time_zone, shell.actions)}
    ${body(state, shell)}
    <section class="toasts" aria-label="Notifications">${toast(state, shell.actions)}</section>`;
}
