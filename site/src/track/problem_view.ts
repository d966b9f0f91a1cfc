// The page without a job: not found, failing, offline.

import { announce, byId, put, setIcon, showOnly } from './dom';
import { showConfiguredPhone } from './phone_link';
import type { TrackWords } from './words';

export type PageProblem = 'missing' | 'failing' | 'offline';

const LOOKS: Record<PageProblem, { icon: string; color: string }> = {
  missing: { icon: 'search', color: 'slate' },
  failing: { icon: 'alert', color: 'amber' },
  offline: { icon: 'offline', color: 'amber' },
};

let shown: PageProblem | '' = '';

/** Shows the problem and the company's phone. A problem that is retried is announced; a final one gets the focus. */
export function showProblem(words: TrackWords, problem: PageProblem): void {
  if (shown === problem) return;
  shown = problem;
  const { icon, color } = LOOKS[problem];
  const part = byId('message-now');
  part.dataset.color = color;
  setIcon(part, icon);
  put('message-title', words[problem]);
  put('message-text', words[`${problem}_next`]);
  document.title = words[`${problem}_title`];
  showOnly('message');
  if (problem === 'missing') byId('message-title').focus();
  else announce(words[problem]);
  void showConfiguredPhone(words, 'message-call');
}

/** Call it when something else is shown: the same problem is then shown and announced again. */
export function forgetProblem(): void {
  shown = '';
}
