// Calling the company: its number comes with the view, or from the settings when there is no view.
import { loadConfig } from '../shared/config';
import { phoneText } from '../shared/text';
import { fill } from '../shared/words';
import { byId, icon } from './dom';
import type { TrackWords } from './words';

export function offerCall(words: TrackWords, id: string, phone: string): void {
  const link = byId<HTMLAnchorElement>(id);
  link.hidden = !phone;
  link.href = `tel:${phone}`;
  link.replaceChildren(icon('phone'), fill(words.call, { phone: phoneText(phone) }));
}

export async function offerCallOfSettings(words: TrackWords, id: string): Promise<void> {
  try {
    offerCall(words, id, (await loadConfig()).company.phone);
  } catch {
    // Without settings there is no number to offer; the page has said what it knows.
  }
}
