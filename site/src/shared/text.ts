// Phone numbers, addresses and prices as people read and type them.
import type { AddressInput, PriceInput } from '../generated/api';

/** `+16195550142` as `(619) 555-0142`; other numbers as they are. */
export function phoneText(e164: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : e164;
}

/** A typed phone number as the server stores it, `+16195550142`; null when it is none. As in us_formats.py. */
export function e164(typed: string): string | null {
  const compact = typed.replace(/[\s().\-\u2010-\u2015]+/g, '');
  const national = /^(?:\+?1)?([2-9]\d{2}[2-9]\d{6})$/.exec(compact)?.[1];
  if (national) return `+1${national}`;
  return /^\+[2-9]\d{7,14}$/.test(compact) ? compact : null;
}

/** A typed ZIP code as the server stores it, `92122` or `92122-1234`; null when it is none. */
export function zipCode(typed: string): string | null {
  const [, five, four] = /^(\d{5})(?:[ -]?(\d{4}))?$/.exec(typed.trim()) ?? [];
  return five ? [five, four].filter(Boolean).join('-') : null;
}

export function priceText({ amount_cents, currency = 'USD' }: PriceInput): string {
  const minimumFractionDigits = amount_cents % 100 === 0 ? 0 : 2;
  return (amount_cents / 100).toLocaleString('en-US', { style: 'currency', currency, minimumFractionDigits });
}

/** `1860 Garnet Ave, 2B, San Diego 92109`, of the parts that are known. */
export const addressText = ({ street, unit, city, zip }: AddressInput): string =>
  [unit ? `${street}, ${unit}` : street, [city, zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');

/** `$1,200.50` as 120050; null when it is not an amount. */
export function centsFrom(typed: string): number | null {
  const amount = typed.replace(/[$,\s]/g, '');
  return /^\d+(\.\d{1,2})?$/.test(amount) ? Math.round(Number(amount) * 100) : null;
}

/** Optional fields are null when nothing was typed. */
export const orNull = (typed: string): string | null => typed || null;

/** Without surrounding whitespace, and with `\n` as the only line end. */
export const tidied = (text: string): string => text.replace(/\r\n?/g, '\n').trim();

/** The text of a form's field; '' without one. */
export const typedIn = (data: FormData, name: string): string => tidied(String(data.get(name) ?? ''));
