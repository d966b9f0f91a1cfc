// Phone numbers, prices and kinds of job as people read and type them.
import { services } from '../../../lambda/jobs/services.json';
import type { Kind } from './types';

/** What each kind of job is called, in the order in which they are offered. */
export const kinds: Record<Kind, string> = Object.fromEntries(
  services.map(({ id, label }) => [id, label.en]),
);

/** `+16195550142` as `(619) 555-0142`; other numbers as they are. */
export function phoneText(e164: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : e164;
}

/** Whether it can be a phone number: North American, or with a country code. The server has the last word. */
export const isPhone = (typed: string): boolean =>
  /^((\+?1)?[2-9]\d{2}[2-9]\d{6}|\+[2-9]\d{7,14})$/.test(typed.replace(/[\s().\-\u2010-\u2015]+/g, ''));

export function priceText({ amount_cents, currency }: { amount_cents: number; currency: string }): string {
  const minimumFractionDigits = amount_cents % 100 === 0 ? 0 : 2;
  return (amount_cents / 100).toLocaleString('en-US', { style: 'currency', currency, minimumFractionDigits });
}

/** `$1,200.50` as 120050; null when it is not an amount. */
export function centsFrom(typed: string): number | null {
  const amount = typed.replace(/[$,\s]/g, '');
  return /^\d+(\.\d{1,2})?$/.test(amount) ? Math.round(Number(amount) * 100) : null;
}

/** Optional fields are null when nothing was typed. */
export const orNull = (typed: string): string | null => typed || null;

/** What a form's field holds: without blanks around it, and with one kind of line end. */
export const typedIn = (data: FormData, name: string): string =>
  String(data.get(name) ?? '')
    .replace(/\r\n?/g, '\n')
    .trim();
