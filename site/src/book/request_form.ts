// The booking form: reads and checks the request, sends it, and shows its errors.

import type { JobRequest, TimeWindow } from '../generated/api';
import type { BookingCompany } from '../shared/config';
import { clearProblems, showFieldProblem, showProblems } from '../shared/form_problems';
import { type FieldProblem, RefusedError, UnreachableError } from '../shared/http';
import { now } from '../shared/server_clock';
import { typedIn } from '../shared/text';
import { fill } from '../shared/words';
import { keepDraft, restore } from './draft';
import { answersFrom } from './questions';
import { type Booking, sendBooking } from './send_booking';
import { placeholdersOf, problemsOf } from './terms';
import { words } from './words';

const TOO_MANY = 429;

function readRequest(form: HTMLFormElement, window: TimeWindow | null): JobRequest {
  const data = new FormData(form);
  return { ...answersFrom((name) => typedIn(data, name)), window };
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
      const booking = await sendBooking(body, typedIn(new FormData(form), 'topic'));
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
