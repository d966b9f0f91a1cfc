// The fields of a job that a dispatcher types. The form, the checks, the request, the details and the conflict panel read
// this one list: a new private text field of a job is one entry here.

import type { JobRequest } from '../generated/api';
import { addressText, centsFrom, e164, orNull, phoneText, priceText, zipCode } from '../shared/text';
import { dateIn, fullWindowText, timeIn, utcFrom } from '../shared/time';
import { kinds } from './kinds';

/** The texts of the form's inputs, by input name. */
export type Values = Record<string, string>;

/** What is edited: a card, a record and a request all have it. */
export type JobData = Pick<JobRequest, 'customer' | 'service' | 'price' | 'window'>;

/** How the details show a field. */
export interface Detail {
  /** Its heading, where that is not the label. */
  term?: string;
  /** Shown where there is no value; without it, the field is then left out. */
  empty?: string;
  /** `lines`: line breaks are kept. */
  format?: 'email' | 'lines';
  /** Its text, where that is not the field's own. */
  text?(job: JobData): string;
}

export interface JobField {
  /** What people call it: in the details, in a conflict, and in the form where that has no `formLabel`. */
  label: string;
  formLabel?: string;
  /** JSON pointer of the value in the request. */
  pointer: string;
  /** Names of its inputs: one, except for the time window. */
  inputs: string[];
  control: 'line' | 'lines' | 'kind' | 'window';
  /** Of a line: the type of the input, and the keyboard that a phone shows for it. */
  type?: string;
  inputmode?: string;
  /** The most characters of a line that no rule of the server limits. */
  maxlength?: number;
  optional?: boolean;
  /** Its width in the form: the whole row, or a third of one together with its neighbours. */
  width?: 'row' | 'third';
  /** Null: the details show it elsewhere. */
  detail: Detail | null;
  /** The value as people read it; '' where there is none. */
  text(job: JobData, now: Date): string;
  /** The value as its inputs hold it, before `tidy`. */
  values(job: JobData, zone: string): Values;
  /** The value as the request holds it; null where nothing usable was typed. */
  value(values: Values, zone: string): unknown;
  /** A typed line as the server will store it and people read it. */
  tidy?(typed: string): string;
  /** What is wrong with the inputs, beyond the rules that the server's models give; null when nothing is. */
  problem?(values: Values): string | null;
}

/** The value at a JSON pointer; undefined where a part of the path is missing. */
const at = (job: unknown, pointer: string): unknown =>
  pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], job);

interface TextField extends Partial<JobField> {
  label: string;
  pointer: string;
}

/** A field whose value is a text. Its input is named by the last part of the pointer. */
function textField(field: TextField): JobField {
  const { pointer, optional } = field;
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  const text = (job: JobData): string => String(at(job, pointer) ?? '');
  return {
    inputs: [name],
    control: 'line',
    detail: {},
    text,
    values: (job) => ({ [name]: text(job) }),
    value: ({ [name]: typed = '' }) => (optional ? orNull(typed) : typed),
    ...field,
  };
}

const tidyPhone = (typed: string): string => {
  const number = e164(typed);
  return number ? phoneText(number) : typed;
};

const amountText = (cents: number): string =>
  cents % 100 === 0 ? `${cents / 100}` : (cents / 100).toFixed(2);

/** In the order of the form. */
export const jobFields: readonly JobField[] = [
  textField({ label: 'Customer', pointer: '/customer/name', detail: null }),
  textField({
    label: 'Phone',
    pointer: '/customer/phone',
    type: 'tel',
    text: ({ customer }) => phoneText(customer.phone),
    // As the server will store it: another way to write the same number is no change.
    value: ({ phone = '' }) => e164(phone) ?? phone,
    tidy: tidyPhone,
  }),
  textField({
    label: 'Kind of job',
    pointer: '/service/kind',
    control: 'kind',
    detail: null,
    text: ({ service }) => kinds[service.kind] ?? service.kind,
    values: ({ service }) => ({ kind: service.kind }),
  }),
  textField({
    label: 'Price',
    formLabel: 'Price in USD',
    pointer: '/price',
    inputmode: 'decimal',
    maxlength: 12,
    optional: true,
    detail: { empty: 'Not set' },
    text: ({ price }) => (price ? priceText(price) : ''),
    values: ({ price }) => ({ price: price ? amountText(price.amount_cents) : '' }),
    value({ price = '' }) {
      const amount_cents = centsFrom(price);
      return amount_cents === null ? null : { amount_cents, currency: 'USD' };
    },
    problem: ({ price = '' }) =>
      price && centsFrom(price) === null ? 'Enter an amount like 600 or 600.50.' : null,
  }),
  textField({
    label: 'Street',
    pointer: '/service/address/street',
    width: 'row',
    detail: { term: 'Address', text: ({ service }) => addressText(service.address) },
  }),
  textField({
    label: 'Unit',
    pointer: '/service/address/unit',
    optional: true,
    width: 'third',
    detail: null,
  }),
  textField({
    label: 'City',
    pointer: '/service/address/city',
    optional: true,
    width: 'third',
    detail: null,
  }),
  textField({
    label: 'ZIP',
    pointer: '/service/address/zip',
    inputmode: 'numeric',
    optional: true,
    width: 'third',
    detail: null,
    tidy: (typed) => zipCode(typed) ?? typed,
  }),
  {
    label: 'Time window',
    pointer: '/window',
    inputs: ['day', 'from', 'to'],
    control: 'window',
    optional: true,
    detail: { empty: 'Unscheduled' },
    text: ({ window }, now) => (window ? fullWindowText(window, now) : ''),
    values({ window }, zone) {
      const [start, end] = window ? [new Date(window.start), new Date(window.end)] : [];
      return {
        day: start ? dateIn(zone, start) : '',
        from: start ? timeIn(zone, start) : '',
        to: end ? timeIn(zone, end) : '',
      };
    },
    value: ({ day = '', from = '', to = '' }, zone) =>
      day && from && to ? { start: utcFrom(zone, day, from), end: utcFrom(zone, day, to), zone } : null,
    problem({ day = '', from = '', to = '' }) {
      const given = [day, from, to].filter(Boolean).length;
      if (given > 0 && given < 3) return 'Enter the day, from and to, or leave all three empty.';
      return given === 3 && from >= to ? 'Choose an end that is after the start.' : null;
    },
  },
  textField({
    label: 'E-mail',
    pointer: '/customer/email',
    type: 'email',
    optional: true,
    width: 'row',
    detail: { format: 'email' },
  }),
  textField({
    label: 'Notes',
    pointer: '/service/notes',
    control: 'lines',
    optional: true,
    width: 'row',
    detail: { format: 'lines' },
    // The record has '' for no notes, not null.
    value: ({ notes = '' }) => notes,
  }),
];

/** All fields: those with these labels first, in this order, then the others as in the form. */
function ordered(first: string[]): JobField[] {
  const rank = ({ label }: JobField): number => (first.indexOf(label) + 1 || first.length + 1) - 1;
  return [...jobFields].sort((a, b) => rank(a) - rank(b));
}

export const detailOrder = ordered(['Time window', 'Street', 'Price', 'Phone']);
export const conflictOrder = ordered([
  'Customer',
  'Phone',
  'E-mail',
  'Kind of job',
  'Street',
  'Unit',
  'City',
  'ZIP',
  'Price',
]);
