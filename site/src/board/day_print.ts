// The printed day: today's and overdue jobs by window, with what a crew on the road needs.
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { addressText, phoneText, priceText } from '../shared/text';
import { clock, dayName, hoursText, windowText, zoneName } from '../shared/time';
import { kinds } from './kinds';
import { columns, type PlacedCard, type Selection, select } from './selection';
import type { BoardState } from './store';

interface Row {
  placed: PlacedCard;
  /** The column in which the job stands. */
  status: string;
}

function row({ placed: { card, when }, status }: Row, now: Date): TemplateResult {
  const { customer, price, service, window } = card;
  const isOfToday = window && dayName(window.zone, new Date(window.start), now) === 'Today';
  const time = window && (isOfToday ? hoursText(window) : windowText(window, now));
  return html`<tr>
    <td><b>${time}</b><br>${status}${when === 'overdue' ? ', overdue' : nothing}</td>
    <td><b>${customer.name}</b><br>${phoneText(customer.phone)}</td>
    <td>${addressText(service.address)}<br>${kinds[service.kind]}${price ? `, ${priceText(price)}` : nothing}</td>
    <td class="print-notes">${service.notes}</td>
  </tr>`;
}

const isOfTheDay = ({ today, when }: PlacedCard): boolean => today || when === 'overdue';

/** UTC times sort by their characters. */
const inOrder = ({ placed: { card: a } }: Row, { placed: { card: b } }: Row): number =>
  `${a.window?.start}${a.window?.end}`.localeCompare(`${b.window?.start}${b.window?.end}`);

function sheet(selection: Selection, now: Date, zone: string): TemplateResult {
  const rows = columns
    .flatMap(({ id, label }) =>
      (selection.columns.get(id)?.groups ?? [])
        .flatMap(({ cards }) => cards)
        .filter(isOfTheDay)
        .map((placed) => ({ placed, status: label })),
    )
    .sort(inOrder);
  const { unscheduled } = selection.counts;
  const day = now.toLocaleDateString('en-US', { timeZone: zone, dateStyle: 'full' });
  return html`<h1>${day}</h1>
    <p>${rows.length === 1 ? '1 job' : `${rows.length} jobs`} by window. Printed at ${clock(zone, now)} ${zoneName(zone, now)}. ${
      unscheduled > 0 ? `Not on this page: ${unscheduled} without a window.` : nothing
    }</p>
    ${
      rows.length === 0
        ? html`<p>No job has a window today.</p>`
        : html`<table>
            <thead><tr><th>Window</th><th>Customer</th><th>Where and what</th><th>Notes</th></tr></thead>
            <tbody>${rows.map((one) => row(one, now))}</tbody>
          </table>`
    }`;
}

/** Renders the printed page when the browser is about to print. */
export function printTheDay(state: () => BoardState, zone: string): void {
  // A second `main` is right: the board's own is not displayed in print.
  const page = document.createElement('main');
  page.className = 'paper';
  document.body.append(page);
  const fill = (): void => {
    const now = new Date();
    // Without the filters of the moment.
    render(sheet(select({ ...state(), now, filter: '', quickFilters: new Set() }, zone), now, zone), page);
  };
  window.addEventListener('beforeprint', fill);
  // A print preview of the developer tools fires no event.
  const print = matchMedia('print');
  print.addEventListener('change', ({ matches }) => matches && fill());
  if (print.matches) fill();
}
