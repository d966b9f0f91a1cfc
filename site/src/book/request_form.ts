// The booking form: reads, checks and sends the request, as one job however often the button is pressed.
import { clearProblems, showFieldProblem, showProblems } from '../shared/form_problems';
import {
  type FieldProblem,
  jsonBody,
  RefusedError,
  readJson,
  refusal,
  request,
  UnreachableError,
} from '../shared/http';
import { forgetKey, isUnanswered, keyFor } from '../shared/idempotency';
import { now } from '../shared/server_clock';
import { typedIn } from '../shared/text';
import { BOOKING_RETRY_MS } from '../shared/timings';
import type { BookingCompany, JobRequest, PublicView, TimeWindow } from '../shared/types';
import { fill } from '../shared/words';
import { keepDraft, restore, spentMs } from './draft';
import { answersFrom } from './questions';
import { placeholdersOf, problemsOf } from './terms';
import { words } from './words';

const KEY = 'qdn.booking.key';
const TOO_MANY = 429;
const SERVER_ERROR = 500;

export interface Booking {
  token: string;
  tracking_path: string;
  view: PublicView;
}

/** Whether a request was sent from this tab without a response. */
export const isPending = (): boolean => isUnanswered(KEY);

function readRequest(form: HTMLFormElement, window: TimeWindow | null): JobRequest {
  const data = new FormData(form);
  return { ...answersFrom((name) => typedIn(data, name)), window };
}

async function post(body: JobRequest, topic: string, key: string): Promise<Booking> {
  const signed = { ...body, form: { topic, spent_ms: spentMs() } };
  const response = await request('/api/bookings', jsonBody(signed, { 'Idempotency-Key': key }));
  if (!response.ok) throw await refusal(response);
  return readJson<Booking>(response);
}

const mayHaveLanded = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof RefusedError && error.problem.status >= SERVER_ERROR);

/** Sends once more when the first response is lost; the Idempotency-Key makes both one job. */
async function send(body: JobRequest, topic: string): Promise<Booking> {
  // After a lost response, a later error (such as 429) does not prove that there is no job.
  let isOpen = isPending();
  const key = await keyFor(KEY, body);
  try {
    const booking = await post(body, topic, key).catch(async (error: unknown) => {
      if (!mayHaveLanded(error)) throw error;
      isOpen = true;
      await new Promise((resolve) => setTimeout(resolve, BOOKING_RETRY_MS));
      return post(body, topic, key);
    });
    forgetKey(KEY);
    return booking;
  } catch (error) {
    if (!isOpen) forgetKey(KEY);
    throw error;
  }
}

interface Wiring {
  /** Null until the company's settings have come. */
  company(): BookingCompany | null;
  window(): TimeWindow | null;
  booked(booking: Booking, request: JobRequest): void;
}

export function wireForm(form: HTMLFormElement, { company, window, booked }: Wiring): void {
  const button = form.querySelector('[type="submit"]') as HTMLButtonElement;
  let sending = false;
  restore(form);
  const forgetDraft = keepDraft(form);

  const busy = (on: boolean): void => {
    sending = on;
    button.textContent = on ? words.sending : words.send;
    // Not `disabled`: that would drop the focus that is on it.
    button.setAttribute('aria-disabled', String(on));
  };

  /** The problems with texts in the page's language; the server's are English. */
  const translated = (problems: FieldProblem[], body: JobRequest): FieldProblem[] =>
    problems.map((problem) => {
      const own = words.errors[problem.pointer]?.[problem.code ?? ''];
      return own ? { ...problem, detail: fill(own, placeholdersOf(body, company())) } : problem;
    });

  const problemsNow = (body: JobRequest): FieldProblem[] =>
    translated(problemsOf(body, company(), now().getTime()), body);

  function explain(error: unknown, body: JobRequest): void {
    if (error instanceof RefusedError) {
      const { errors, status } = error.problem;
      if (errors.length > 0) return showProblems(form, words.check_these, translated(errors, body));
      return showProblems(form, status === TOO_MANY ? words.busy : words.refused, []);
    }
    if (!(error instanceof UnreachableError)) throw error;
    showProblems(form, words.no_answer, []);
  }

  async function submit(): Promise<void> {
    const body = readRequest(form, window());
    const problems = problemsNow(body);
    if (problems.length > 0) return showProblems(form, words.check_these, problems);
    clearProblems(form);
    busy(true);
    try {
      const booking = await send(body, typedIn(new FormData(form), 'topic'));
      forgetDraft();
      booked(booking, body);
    } catch (error) {
      explain(error, body);
    } finally {
      busy(false);
    }
  }

  // Disabled in the HTML: without this script the browser would post the form to a page that accepts no POST.
  button.disabled = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!sending) void submit();
  });

  // Hides the error of a field once its value is valid, and shows at once that a ZIP code is outside the service area.
  // On input, not on blur: a text that appears on blur would move the button while it is being pressed.
  form.addEventListener('input', (event) => {
    const field = (event.target as HTMLElement).closest<HTMLElement>('[data-pointer]');
    const pointer = field?.dataset.pointer;
    if (!field || !pointer) return;
    const wrong = problemsNow(readRequest(form, window())).find((problem) => problem.pointer === pointer);
    const isShown = field.querySelector('.field-error:not([hidden])') !== null;
    if (isShown || wrong?.code === 'area') showFieldProblem(field, wrong?.detail ?? null);
  });
}
