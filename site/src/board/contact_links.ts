// Links that call, text and locate a customer, and the text message that is proposed.
import words from 'virtual:words/board';
import type { Address, Card, TimeWindow } from '../generated/api';
import { statusOf } from '../shared/status_flow';
import { addressText } from '../shared/text';
import { fullWindowText } from '../shared/time';
import { trackingLink } from '../shared/token';

// Every card has a prepared message. Formatting the window is its most expensive part, and many jobs share a window.
const windowTexts = new Map<string, string>();

function windowText(window: TimeWindow, now: Date): string {
  const key = `${window.start} ${window.end} ${window.zone} ${now.toDateString()}`;
  let text = windowTexts.get(key);
  if (text === undefined) {
    text = fullWindowText(window, now);
    windowTexts.set(key, text);
  }
  return text;
}

/** The company, the status in the customer's words, and the window. */
export function newsOf({ status, window }: Card, company: string, now: Date): string {
  const known = statusOf(status);
  const label = words.statuses[status];
  const when = window && !known?.ends ? `, ${windowText(window, now)}` : '';
  return `${company}: ${label || 'News on your job'}${when}.`;
}

/** The proposed text message: the news and the tracking link. */
export const messageFor = (card: Card, company: string, origin: string, now: Date): string =>
  `${newsOf(card, company, now)} Follow your job here: ${trackingLink(card.token, origin)}`;

/**
 * RFC 5724's `sms:` link with a body. iOS has looked for `&body=` since version 8, Android looks for `?body=`:
 * an empty first field serves both.
 */
export const smsLink = (phone: string, body: string): string =>
  `sms:${phone}?&body=${encodeURIComponent(body)}`;

/** Opens the map program of a phone that has one, and a page elsewhere (Google's "Maps URLs"). */
export const mapLink = (address: Address): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(addressText(address))}`;
