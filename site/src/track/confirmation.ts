// The customer's confirmation that they are available: a button and a POST, never a link.
import { RefusedError, readJson, refusal, request } from '../shared/http';
import { announce, byId, put } from './dom';
import { isPast } from './job_view';
import type { PublicView } from './view_response';
import { parseView } from './view_response';
import type { TrackWords } from './words';

let sending = false;
/** The status that the confirmation led to. */
let confirmedAs = '';

/** Shows the button while the job waits for a confirmation. Nothing changes while one is being sent. */
export function showConfirmation(words: TrackWords, view: PublicView, now: Date): void {
  if (sending) return;
  // The thanks disappear when the job's status changes.
  byId('confirmed').hidden = view.status !== confirmedAs;
  byId('confirm').hidden = !view.can_confirm;
  if (!view.can_confirm) put('confirm-error', '');
  put('confirm-text', view.window && !isPast(view, now) ? words.confirm_in_window : words.confirm_any_time);
}

async function send(token: string): Promise<PublicView> {
  const response = await request(`/api/jobs/${token}/confirmation`, { method: 'POST' });
  if (!response.ok) throw await refusal(response);
  const view = parseView((await readJson<{ view: unknown }>(response)).view);
  if (!view) throw new Error('The response holds no view.');
  return view;
}

/** `take` gets the view in the response; `onRefused` is called when the job no longer waits for a confirmation. */
export function wireConfirmation(
  words: TrackWords,
  token: string,
  take: (view: PublicView) => void,
  onRefused: () => void,
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
      // The job's status has changed meanwhile; its view has the new one.
      if (error instanceof RefusedError) onRefused();
    }
  }

  button.addEventListener('click', () => {
    if (!sending) void confirm();
  });
}
