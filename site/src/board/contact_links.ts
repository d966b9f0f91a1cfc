// Links that call, text and locate a customer, and the text message that is proposed.
import words from 'virtual:words/board';
import type { Address, Card, TimeWindow } from '../generated/api';
import { statusOf } from '../shared/status_flow';
import { addressText } from '../shared/text';
import { fullWindowText } from '../shared/time';
import { trackingLink } from '../shared/token';

// Every card has a message at hand. To put a window into words costs more than the rest of it, and many jobs share one.
const knownWindows = new Map<string, string>();

function windowSaid(window: TimeWindow, now: Date): string {
  const key = `${window.start} ${window.end} ${window.zone} ${now.toDateString()}`;
  let said = knownWindows.get(key);
  if (said === undefined) {
    said = fullWindowText(window, now);
    knownWindows.set(key, said);
  }
  return said;
}

/** The company, the status in the customer's words, and the window. */
export function newsOf({ status, window }: Card, company: string, now: Date): string {
  const known = statusOf(status);
  const said = words.statuses[status];
  const when = window && !known?.ends ? `, ${windowSaid(window, now)}` : '';
  return `${company}: ${said || 'News on your job'}${when}.`;
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
