// What a customer does with the page itself: puts the window into a calendar, passes the link on.
import { copy } from '../shared/clipboard';
import { now } from '../shared/server_clock';
import { phoneText } from '../shared/text';
import type { PublicView } from '../shared/types';
import { fill } from '../shared/words';
import { announce, byId } from './dom';
import { kindOf } from './ticket';
import type { TrackWords } from './words';

const SAID_MS = 4_000;
const FILE = 'quickdumpnow.ics';

/** Says for a moment, on the button that was pressed, what came of it. */
function say(button: HTMLElement, text: string, usual: string): void {
  button.textContent = text;
  announce(text);
  setTimeout(() => {
    button.textContent = usual;
  }, SAID_MS);
}

/** Only who wants the file fetches what makes it. */
export async function saveWindow(words: TrackWords, token: string, view: PublicView): Promise<void> {
  const { window, company, street, rev, status } = view;
  if (!window) return;
  const ics = await import('../shared/ics').catch(() => null);
  if (!ics) return say(byId('calendar'), words.no_connection, words.add_to_calendar);
  const appointment = {
    uid: await ics.uidOf(token),
    sequence: rev,
    start: window.start,
    end: window.end,
    summary: [company?.name || 'QuickDumpNow', kindOf(words, view)].filter(Boolean).join(': '),
    location: street ?? '',
    description: company?.phone ? fill(words.call, { phone: phoneText(company.phone) }) : '',
    // Until the company has taken it up, the window is the customer's wish.
    agreed: status !== 'pending_pickup',
  };
  ics.saveIcs(ics.icsOf(appointment, now()), FILE);
}

/** Shares the page; where the browser cannot, the link is copied and the button says so. */
export async function share(words: TrackWords, token: string): Promise<void> {
  const url = new URL(`/track/${token}`, location.origin).href;
  if (navigator.share) {
    // Rejects when the person thinks better of it.
    return navigator.share({ title: document.title, url }).catch(() => {});
  }
  const label = byId('share').querySelector('span') as HTMLElement;
  say(label, (await copy(url)) ? words.copied : words.not_copied, words.share);
}
