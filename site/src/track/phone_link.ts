// The link that calls the company: its number is in the view, or in /config.json when there is no view.
import { loadConfig } from '../shared/config';
import { phoneText } from '../shared/text';
import { fill } from '../shared/words';
import { byId, icon } from './dom';
import type { TrackWords } from './words';

export function showPhone(words: TrackWords, id: string, phone: string): void {
  const link = byId<HTMLAnchorElement>(id);
  link.hidden = !phone;
  link.href = `tel:${phone}`;
  link.replaceChildren(icon('phone'), fill(words.call, { phone: phoneText(phone) }));
}

export async function showConfiguredPhone(words: TrackWords, id: string): Promise<void> {
  try {
    showPhone(words, id, (await loadConfig()).company.phone);
  } catch {
    // Without /config.json there is no number to show.
  }
}
