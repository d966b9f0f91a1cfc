// How a customer is reached about a job, and where it is: links that a phone or a desktop opens in its own programs.
import { statusOf } from '../shared/flow';
import { fullWindowText } from '../shared/time';
import { trackingPath } from '../shared/token';
import type { Address, Card } from '../shared/types';

export const trackingLink = (token: string, origin: string): string => origin + trackingPath(token);

/** What is proposed as a text message: whose it is, the status in the customer's words, when, and the link. */
export function messageFor(
  { status, window, token }: Card,
  company: string,
  origin: string,
  now: Date,
): string {
  const known = statusOf(status);
  const said = known?.customer.en.label ?? 'News on your job';
  const when = window && !known?.ends ? `, ${fullWindowText(window, now)}` : '';
  return `${company}: ${said}${when}. Follow your job here: ${trackingLink(token, origin)}`;
}

export const telLink = (phone: string): string => `tel:${phone}`;

/**
 * RFC 5724's `sms:` link with a body. iOS has looked for `&body=` since version 8, Android looks for `?body=`:
 * an empty first field serves both.
 */
export const smsLink = (phone: string, body: string): string =>
  `sms:${phone}?&body=${encodeURIComponent(body)}`;

export const addressText = ({ street, unit, city, zip }: Address): string =>
  [unit ? `${street}, ${unit}` : street, [city, zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');

/** Opens the map program of a phone that has one, and a page elsewhere (Google's "Maps URLs"). */
export const mapLink = (address: Address): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(addressText(address))}`;
