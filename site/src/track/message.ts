// The ticket that stands where there is no job to show: not found, failing, offline.
import { offerCallOfSettings } from './call';
import { announce, byId, put, setIcon, showOnly } from './dom';
import type { TrackWords } from './words';

export type Trouble = 'missing' | 'failing' | 'offline';

const LOOKS: Record<Trouble, { icon: string; color: string }> = {
  missing: { icon: 'search', color: 'slate' },
  failing: { icon: 'alert', color: 'amber' },
  offline: { icon: 'offline', color: 'amber' },
};

let shown: Trouble | '' = '';

/** Shows it, and the company's phone. What we go on trying is announced; the end takes the focus. */
export function showMessage(words: TrackWords, trouble: Trouble): void {
  if (shown === trouble) return;
  shown = trouble;
  const { icon, color } = LOOKS[trouble];
  const part = byId('message-now');
  part.dataset.color = color;
  setIcon(part, icon);
  put('message-title', words[trouble]);
  put('message-text', words[`${trouble}_next`]);
  document.title = words[`${trouble}_title`];
  showOnly('message');
  if (trouble === 'missing') byId('message-title').focus();
  else announce(words[trouble]);
  void offerCallOfSettings(words, 'message-call');
}

/** Back to the skeleton, or on to the job. */
export function forgetMessage(): void {
  shown = '';
}
