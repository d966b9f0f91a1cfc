// What a customer does with the page itself: puts the window into a calendar, passes the link on.
import { copy } from '../shared/clipboard';
import { icsOf, saveIcs, uidOf } from '../shared/ics';
import { phoneText } from '../shared/text';
import type { PublicView } from '../shared/types';
import { fill } from '../shared/words';
import { now } from './clock';
import { announce, byId } from './dom';
import { kindOf } from './ticket';
import type { TrackWords } from './words';

const SAID_MS = 4_000;
const FILE = 'quickdumpnow.ics';

export async function saveWindow(words: TrackWords, token: string, view: PublicView): Promise<void> {
  const { window, company, street, rev, status } = view;
  if (!window) return;
  const appointment = {
    uid: await uidOf(token),
    sequence: rev,
    start: window.start,
    end: window.end,
    summary: [company?.name || 'QuickDumpNow', kindOf(words, view)].filter(Boolean).join(': '),
    location: street ?? '',
    description: company?.phone ? fill(words.call, { phone: phoneText(company.phone) }) : '',
    // Until the company has taken it up, the window is the customer's wish.
    agreed: status !== 'pending_pickup',
  };
  saveIcs(icsOf(appointment, now()), FILE);
}

/** Shares the page; where the browser cannot, the link is copied and the button says so. */
export async function share(words: TrackWords, token: string): Promise<void> {
  const url = new URL(`/track/${token}`, location.origin).href;
  if (navigator.share) {
    // Rejects when the person thinks better of it.
    return navigator.share({ title: document.title, url }).catch(() => {});
  }
  const said = (await copy(url)) ? words.copied : words.not_copied;
  const label = byId('share').querySelector('span') as HTMLElement;
  label.textContent = said;
  announce(said);
  setTimeout(() => {
    label.textContent = words.share;
  }, SAID_MS);
}
