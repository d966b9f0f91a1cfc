// The booking form: what was typed as a request, checked, and sent as one job however often it is pressed.
import { clearProblems, showProblems } from '../shared/form_problems';
import { jsonBody, Refused, readJson, refusal, request, Unreachable } from '../shared/http';
import { forgetKey, keyFor } from '../shared/idempotency';
import { customerAndService } from '../shared/job_fields';
import { problemsOf } from '../shared/job_rules';
import { typedIn } from '../shared/text';
import type { JobRequest, PublicView, TimeWindow } from '../shared/types';

const KEY = 'qdn.booking.key';

export interface Booking {
  token: string;
  tracking_path: string;
  view: PublicView;
}

function readRequest(form: HTMLFormElement, window: TimeWindow | null): JobRequest {
  const data = new FormData(form);
  return {
    ...customerAndService((name) => typedIn(data, name)),
    window,
  };
}

async function send(body: JobRequest): Promise<Booking> {
  const key = await keyFor(KEY, body);
  const response = await request('/api/bookings', jsonBody(body, { 'Idempotency-Key': key }));
  if (!response.ok) throw await refusal(response);
  const booking = await readJson<Booking>(response);
  forgetKey(KEY);
  return booking;
}

function explain(form: HTMLFormElement, error: unknown): void {
  if (error instanceof Refused) {
    const { errors, detail, status } = error.problem;
    if (errors.length > 0) return showProblems(form, 'Please check these fields', errors);
    const busy =
      status === 429 ? 'Too many requests right now. Please wait a minute and send again.' : detail;
    return showProblems(
      form,
      busy || 'We could not take your request. Please send it again, or call us.',
      [],
    );
  }
  if (!(error instanceof Unreachable)) throw error;
  showProblems(
    form,
    'We did not get an answer. Check your connection and send again: it stays one request, and nothing you typed is lost.',
    [],
  );
}

interface Wiring {
  window(): TimeWindow | null;
  booked(booking: Booking, request: JobRequest): void;
}

export function wireForm(form: HTMLFormElement, { window, booked }: Wiring): void {
  const button = form.querySelector<HTMLButtonElement>('[type="submit"]');
  let sending = false;

  const busy = (on: boolean): void => {
    sending = on;
    if (!button) return;
    button.textContent = on ? 'Sending…' : 'Send request';
    // Not `disabled`: that would drop the focus that is on it.
    button.setAttribute('aria-disabled', String(on));
  };

  async function submit(): Promise<void> {
    const body = readRequest(form, window());
    const problems = problemsOf(body, { fullAddress: true });
    if (problems.length > 0) return showProblems(form, 'Please check these fields', problems);
    clearProblems(form);
    busy(true);
    try {
      booked(await send(body), body);
    } catch (error) {
      explain(form, error);
    } finally {
      busy(false);
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!sending) void submit();
  });
}
