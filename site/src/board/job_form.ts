// A job's form as data: its fields as text, what they ask for, and how they are put into the form that is stored.
import type { FieldProblem } from '../shared/http';
import { customerAndService } from '../shared/job_fields';
import { problemsOf } from '../shared/job_rules';
import { centsFrom, e164, phoneText, tidied, typedIn, zipCode } from '../shared/text';
import { dateIn, timeIn, utcFrom } from '../shared/time';
import type { Card, JobRequest, TimeWindow } from '../shared/types';

/** What the fields hold, by their names. */
export type Values = Record<string, string>;

const WINDOW = ['day', 'from', 'to'];

export function valuesOf(form: HTMLFormElement): Values {
  const data = new FormData(form);
  return Object.fromEntries([...data.keys()].map((name) => [name, typedIn(data, name)]));
}

export function fill(form: HTMLFormElement, values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = value;
    if (control instanceof HTMLSelectElement) control.value = value;
  }
}

const priceAsTyped = (cents: number): string =>
  cents % 100 === 0 ? `${cents / 100}` : (cents / 100).toFixed(2);

/** The fields as they show a job, its window in the business's zone. */
export function valuesFrom({ customer, service, price, window }: Card, zone: string): Values {
  const { street, unit, city, zip } = service.address;
  const [start, end] = window ? [new Date(window.start), new Date(window.end)] : [];
  const values = {
    name: customer.name,
    phone: phoneText(customer.phone),
    email: customer.email ?? '',
    kind: service.kind,
    street,
    unit: unit ?? '',
    city: city ?? '',
    zip: zip ?? '',
    notes: service.notes,
    price: price ? priceAsTyped(price.amount_cents) : '',
    day: start ? dateIn(zone, start) : '',
    from: start ? timeIn(zone, start) : '',
    to: end ? timeIn(zone, end) : '',
  };
  // As a form gives it back (`valuesOf`): what nobody has touched is no change, whatever blanks the record has.
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, normalised(name, tidied(value))]),
  );
}

function windowOf({ day = '', from = '', to = '' }: Values, zone: string): TimeWindow | null {
  if (!day || !from || !to) return null;
  return { start: utcFrom(zone, day, from), end: utcFrom(zone, day, to), zone };
}

/** What the fields ask for. Texts that are not understood are missing in it: see `problemsIn`. */
export function requestOf(values: Values, zone: string): JobRequest {
  const cents = centsFrom(values.price ?? '');
  const job = customerAndService((name) => values[name] ?? '');
  return {
    // As the server will store it, so that another way to write the same number is no change.
    ...job,
    customer: { ...job.customer, phone: e164(job.customer.phone) ?? job.customer.phone },
    price: cents === null ? null : { amount_cents: cents, currency: 'USD' },
    window: windowOf(values, zone),
  };
}

function windowProblem({ day = '', from = '', to = '' }: Values): string | null {
  const given = [day, from, to].filter(Boolean).length;
  if (given > 0 && given < 3) return 'Enter the day, from and to, or leave all three empty.';
  return given === 3 && from >= to ? 'Choose an end that is after the start.' : null;
}

/** Everything that is wrong, at once. A window that stands as it was `before` may span days, which no field shows. */
export function problemsIn(values: Values, zone: string, before: Values = {}): FieldProblem[] {
  const problems = problemsOf(requestOf(values, zone));
  const { price = '' } = values;
  if (price && centsFrom(price) === null)
    problems.push({ pointer: '/price', detail: 'Enter an amount like 600 or 600.50.' });
  const wrong = WINDOW.some((name) => values[name] !== before[name]) ? windowProblem(values) : null;
  if (wrong) problems.push({ pointer: '/window', detail: wrong });
  return problems;
}

/** The names of the fields that hold something else than before. */
export const changedNames = (before: Values, now: Values): string[] =>
  Object.keys(now).filter((name) => (now[name] ?? '') !== (before[name] ?? ''));

/** A field's text as the server will store it and people read it; as typed where that is not known. */
export function normalised(name: string, typed: string): string {
  const oneLine = name === 'notes' || name === 'message' ? typed : typed.replace(/\s+/g, ' ').trim();
  if (name === 'zip') return zipCode(oneLine) ?? oneLine;
  const number = name === 'phone' ? e164(oneLine) : null;
  return number ? phoneText(number) : oneLine;
}

/** Puts a field into that form when it is left. */
export function normaliseOnBlur(form: HTMLFormElement): void {
  form.addEventListener('focusout', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || ['date', 'time'].includes(target.type)) return;
    const wanted = normalised(target.name, target.value);
    if (wanted !== target.value) target.value = wanted;
  });
}
