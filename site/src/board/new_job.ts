// Creating a job: what was typed as a request, checked, sent once, and kept when it could not be saved.
import { render } from 'lit-html';
import { clearProblems, showProblems } from '../shared/form_problems';
import { type FieldProblem, Refused, Unreachable } from '../shared/http';
import { forgetKey, keyFor } from '../shared/idempotency';
import { customerAndService } from '../shared/job_fields';
import { problemsOf } from '../shared/job_rules';
import { centsFrom, typedIn } from '../shared/text';
import { utcFrom, zoneName } from '../shared/time';
import type { Card, JobRequest, TimeWindow } from '../shared/types';
import type { Api } from './api';
import { openDialog } from './dialog';
import { newJobView } from './new_job_view';
import { SessionEnded } from './session';

const KEY = 'qdn.new_job.key';

type Values = Record<string, string>;

function valuesOf(form: HTMLFormElement): Values {
  const data = new FormData(form);
  return Object.fromEntries([...data.keys()].map((name) => [name, typedIn(data, name)]));
}

function fill(form: HTMLFormElement, values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = value;
    if (control instanceof HTMLSelectElement) control.value = value;
  }
}

function windowOf({ day = '', from = '', to = '' }: Values, zone: string): TimeWindow | null {
  if (!day || !from || !to) return null;
  return { start: utcFrom(zone, day, from), end: utcFrom(zone, day, to), zone };
}

function requestOf(values: Values, zone: string): JobRequest {
  const cents = centsFrom(values.price ?? '');
  return {
    ...customerAndService((name) => values[name] ?? ''),
    price: cents === null ? null : { amount_cents: cents, currency: 'USD' },
    window: windowOf(values, zone),
  };
}

/** What the request cannot show any more, since it was not understood. */
function unread({ price = '', day = '', from = '', to = '' }: Values): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const given = [day, from, to].filter(Boolean).length;
  if (given > 0 && given < 3)
    problems.push({ pointer: '/window', detail: 'Enter the day, from and to, or leave all three empty.' });
  else if (given === 3 && from >= to)
    problems.push({ pointer: '/window', detail: 'Choose an end that is after the start.' });
  if (price && centsFrom(price) === null)
    problems.push({ pointer: '/price', detail: 'Enter an amount like 600 or 600.50.' });
  return problems;
}

interface Options {
  api: Api;
  zone: string;
  hold(): () => void;
  returnTo(): HTMLElement | null;
  created(card: Card): void;
  ended(): void;
}

export class NewJob {
  #options: Options;
  #form: HTMLFormElement | null = null;
  #sending = false;

  constructor(options: Options) {
    this.#options = options;
  }

  open(values: Values = {}): void {
    if (this.#form) return;
    const { zone, hold, returnTo } = this.#options;
    const element = document.createElement('dialog');
    element.className = 'dialog';
    element.setAttribute('aria-labelledby', 'new-job-title');
    const close = (): void => element.close();
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      void this.#submit(close);
    };
    render(
      newJobView(`${zoneName(zone, new Date())} (${zone.replace('_', ' ')})`, { submit, close }),
      element,
    );
    this.#form = element.querySelector('form');
    if (this.#form) fill(this.#form, values);
    element.addEventListener('close', () => {
      this.#form = null;
    });
    openDialog({ element, hold, returnTo });
  }

  /** What is typed into the open dialog; null when it is closed. */
  values(): Values | null {
    return this.#form && valuesOf(this.#form);
  }

  async #submit(close: () => void): Promise<void> {
    const form = this.#form;
    if (!form || this.#sending) return;
    const { zone, api, created } = this.#options;
    const values = valuesOf(form);
    const job = requestOf(values, zone);
    const problems = [...problemsOf(job), ...unread(values)];
    if (problems.length > 0) return showProblems(form, 'Please check these fields', problems);
    clearProblems(form);
    this.#busy(form, true);
    try {
      const card = await api.create(job, await keyFor(KEY, job));
      forgetKey(KEY);
      close();
      created(card);
    } catch (error) {
      this.#explain(form, error);
    } finally {
      this.#busy(form, false);
    }
  }

  #busy(form: HTMLFormElement, on: boolean): void {
    this.#sending = on;
    const button = form.querySelector<HTMLButtonElement>('[type="submit"]');
    if (!button) return;
    button.textContent = on ? 'Saving…' : 'Create job';
    button.setAttribute('aria-disabled', String(on));
  }

  #explain(form: HTMLFormElement, error: unknown): void {
    if (error instanceof SessionEnded) return this.#options.ended();
    if (error instanceof Unreachable)
      return showProblems(form, 'Not saved: there was no answer. Try again; it stays one job.', []);
    if (!(error instanceof Refused)) throw error;
    const { errors } = error.problem;
    showProblems(
      form,
      errors.length > 0 ? 'Please check these fields' : `Not saved: ${error.message}`,
      errors,
    );
  }
}
