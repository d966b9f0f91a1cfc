// Copies the tracking link of a card.

import type { Card } from '../generated/api';
import { copy } from '../shared/clipboard';
import { trackingLink } from '../shared/token';
import { announce } from './announce';
import type { Toasts } from './toasts';

/** Where the browser refuses, the toast shows the link itself. */
export async function copyTrackingLink(card: Card, toasts: Toasts): Promise<void> {
  const link = trackingLink(card.token, location.origin);
  const isCopied = await copy(link);
  const text = isCopied ? `Tracking link for ${card.customer.name} copied` : link;
  announce(isCopied ? text : `Could not copy. The link is ${link}`);
  toasts.show(text, null);
}
