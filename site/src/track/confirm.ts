// The customer's one decision: telling us, once, that they are available. By a press and a POST, never by a link.
import { Refused, readJson, refusal, request } from '../shared/http';
import type { PublicView } from '../shared/types';
import { announce, byId, put } from './dom';
import { isPast } from './ticket';
import { understood } from './view_source';
import type { TrackWords } from './words';

let sending = false;
/** The status that the confirmation led to. */
let confirmedAs = '';

/** Asks for it while the job waits for it. Nothing changes under somebody's finger. */
export function offerConfirmation(words: TrackWords, view: PublicView, now: Date): void {
  if (sending) return;
  // The thanks go when the job goes on, or back.
  byId('confirmed').hidden = view.status !== confirmedAs;
  byId('confirm').hidden = !view.can_confirm;
  if (!view.can_confirm) put('confirm-error', '');
  put('confirm-text', view.window && !isPast(view, now) ? words.confirm_in_window : words.confirm_any_time);
}

async function send(token: string): Promise<PublicView> {
  const response = await request(`/api/jobs/${token}/confirmation`, { method: 'POST' });
  if (!response.ok) throw await refusal(response);
  const view = understood((await readJson<{ view: unknown }>(response)).view);
  if (!view) throw new Error('The answer holds no view.');
  return view;
}

/** `take` gets the view that the answer brings; `ask` is called when the job no longer waits for a confirmation. */
export function wireConfirmation(
  words: TrackWords,
  token: string,
  take: (view: PublicView) => void,
  ask: () => void,
): void {
  const button = byId('confirm-button');

  const busy = (on: boolean): void => {
    sending = on;
    button.textContent = on ? words.sending : words.confirm;
    // Not `disabled`: that would drop the focus that is on it.
    button.setAttribute('aria-disabled', String(on));
  };

  async function confirm(): Promise<void> {
    put('confirm-error', '');
    busy(true);
    try {
      const view = await send(token);
      busy(false);
      confirmedAs = view.status;
      take(view);
      announce(words.confirmed);
      byId('status').focus();
    } catch (error) {
      busy(false);
      put('confirm-error', words.not_sent);
      // Refused: the job has gone on without it, and its view says where to.
      if (error instanceof Refused) ask();
    }
  }

  button.addEventListener('click', () => {
    if (!sending) void confirm();
  });
}
