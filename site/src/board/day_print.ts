// The day on paper: every job of today and what is overdue, by window, with what somebody on the road needs.
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { addressText, kinds, phoneText, priceText } from '../shared/text';
import { hoursText, stamp, windowText, zoneName } from '../shared/time';
import type { Card } from '../shared/types';
import { columns, type Placed, type Selection, select } from './selection';
import type { State } from './store';

function row({ card, when }: Placed, now: Date): TemplateResult {
  const { customer, price, service, window } = card;
  const time = window && (when === 'overdue' ? windowText(window, now) : hoursText(window));
  return html`<tr>
    <td><b>${time}</b>${when === 'overdue' ? ' Overdue' : nothing}</td>
    <td><b>${customer.name}</b><br>${phoneText(customer.phone)}</td>
    <td>${addressText(service.address)}<br>${kinds[service.kind]}${price ? `, ${priceText(price)}` : nothing}</td>
    <td class="print-notes">${service.notes}</td>
  </tr>`;
}

const isOfTheDay = ({ today, when }: Placed): boolean => today || when === 'overdue';

function section(label: string, rows: Placed[], now: Date): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<h2>${label} (${rows.length})</h2>
    <table>
      <thead><tr><th>Window</th><th>Customer</th><th>Where and what</th><th>Notes</th></tr></thead>
      <tbody>${rows.map((placed) => row(placed, now))}</tbody>
    </table>`;
}

const starts = (card: Card): string => card.window?.start ?? '';

function sheet(selection: Selection, now: Date, zone: string): TemplateResult {
  const rowsOf = (id: string): Placed[] =>
    (selection.columns.get(id)?.groups ?? [])
      .flatMap(({ cards }) => cards)
      .filter(isOfTheDay)
      .sort((a, b) => starts(a.card).localeCompare(starts(b.card)));
  const byColumn = columns.map(({ id, label }) => ({ label, rows: rowsOf(id) }));
  const none = byColumn.every(({ rows }) => rows.length === 0);
  const { unscheduled } = selection.counts;
  const day = now.toLocaleDateString('en-US', { timeZone: zone, dateStyle: 'full' });
  return html`<h1>${day}</h1>
    <p>Printed ${stamp(zone, now, now)} ${zoneName(zone, now)}. ${
      unscheduled > 0 ? `Not on this page: ${unscheduled} without a window.` : nothing
    }</p>
    ${none ? html`<p>No job has a window today.</p>` : byColumn.map(({ label, rows }) => section(label, rows, now))}`;
}

/** Fills the page for paper when the browser is about to print; until then it costs nothing. */
export function printTheDay(state: () => State, zone: string): void {
  const page = document.createElement('section');
  page.className = 'paper';
  document.body.append(page);
  const fill = (): void => {
    const now = new Date();
    // The day is the day, whatever is searched for at the moment.
    render(sheet(select({ ...state(), now, filter: '', only: new Set() }, zone), now, zone), page);
  };
  window.addEventListener('beforeprint', fill);
  // Where a page is shown as it would print, no event says so.
  const print = matchMedia('print');
  print.addEventListener('change', ({ matches }) => matches && fill());
  if (print.matches) fill();
}
