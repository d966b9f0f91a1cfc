// The customer's actions: add the window to a calendar, share the link.
import { copy } from '../shared/clipboard';
import { now } from '../shared/server_clock';
import { phoneText } from '../shared/text';
import { fill } from '../shared/words';
import { announce, byId } from './dom';
import { kindOf } from './job_view';
import { path } from './status_flow';
import type { PublicView } from './view_response';
import type { TrackWords } from './words';

const SHOWN_MS = 4_000;
const FILE = 'quickdumpnow.ics';

/** Shows the result on the pressed button for a moment. */
function showResult(button: HTMLElement, text: string, usual: string): void {
  button.textContent = text;
  announce(text);
  setTimeout(() => {
    button.textContent = usual;
  }, SHOWN_MS);
}

/** The code that makes the file is loaded on the first press. */
export async function saveWindow(words: TrackWords, token: string, view: PublicView): Promise<void> {
  const { window, company, street, rev, status } = view;
  if (!window) return;
  const ics = await import('../shared/ics').catch(() => null);
  if (!ics) return showResult(byId('calendar'), words.no_connection, words.add_to_calendar);
  const appointment = {
    uid: await ics.uidOf(token),
    sequence: rev,
    start: window.start,
    end: window.end,
    summary: [company?.name || 'QuickDumpNow', kindOf(words, view)].filter(Boolean).join(': '),
    location: street ?? '',
    description: company?.phone ? fill(words.call, { phone: phoneText(company.phone) }) : '',
    // Until the company has accepted it, the window is the customer's wish.
    agreed: status !== path[0],
  };
  ics.saveIcs(ics.icsOf(appointment, now()), FILE);
}

/** Shares the page; where the browser cannot, the link is copied and the button shows it. */
export async function share(words: TrackWords, token: string): Promise<void> {
  const url = new URL(`/track/${token}`, location.origin).href;
  if (navigator.share) {
    // Rejects when the person closes the sheet.
    return navigator.share({ title: document.title, url }).catch(() => {});
  }
  const label = byId('share').querySelector('span') as HTMLElement;
  showResult(label, (await copy(url)) ? words.copied : words.not_copied, words.share);
}
