// Creating a job: what was typed as a request, checked, sent once, and kept when it could not be saved.
import { html, render, type TemplateResult } from 'lit-html';
import { clearProblems, showProblems } from '../shared/form_problems';
import { Refused, Unreachable } from '../shared/http';
import { forgetKey, keyFor } from '../shared/idempotency';
import { zoneText } from '../shared/time';
import type { Card } from '../shared/types';
import type { Api } from './api';
import { openDialog } from './dialog';
import { icon } from './icons';
import {
  changedNames,
  fill,
  normaliseOnBlur,
  problemsIn,
  requestOf,
  type Values,
  valuesOf,
} from './job_form';
import { jobFields, problemsSummary } from './job_form_view';
import { pasteArea, wirePaste } from './paste_area';
import { SessionEnded } from './session';
import { guardUnsaved } from './unsaved_guard';

const KEY = 'qdn.new_job.key';

interface Options {
  api: Api;
  zone: string;
  hold(): () => void;
  returnTo(): HTMLElement | null;
  created(card: Card): void;
  ended(): void;
}

interface Handlers {
  submit(event: SubmitEvent): void;
  close(): void;
}

const newJobView = (zone: string, { submit, close }: Handlers): TemplateResult =>
  html`<form class="form" novalidate @submit=${submit}>
    <header class="form-head">
      <h2 id="new-job-title">New job</h2>
      <button class="tool" type="button" aria-label="Close" @click=${close}>${icon('close')}</button>
    </header>
    ${problemsSummary} ${pasteArea} ${jobFields(zone)}
    <p class="form-actions">
      <button class="button" type="button" @click=${close}>Cancel</button>
      <button class="button primary" type="submit">Create job</button>
    </p>
  </form>`;

export class NewJob {
  #options: Options;
  #form: HTMLFormElement | null = null;
  #empty: Values = {};
  /** The forms whose answer is not there yet. */
  #sending = new WeakSet<HTMLFormElement>();

  constructor(options: Options) {
    this.#options = options;
  }

  open(values: Values = {}): void {
    if (this.#form) return;
    const { zone, hold, returnTo } = this.#options;
    const element = document.createElement('dialog');
    element.className = 'dialog';
    element.setAttribute('aria-labelledby', 'new-job-title');
    const close = guardUnsaved({
      element,
      hold,
      isDirty: () => this.#isDirty(),
      isBusy: () => this.#sending.has(form),
      closedUnasked: () => this.#reopen(),
    });
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      // Nothing of a message goes away unseen.
      if (leadToLeftovers()) return;
      void this.#submit(form, () => {
        if (this.#form === form) this.#form = null;
        element.close();
      });
    };
    render(newJobView(zoneText(zone, new Date()), { submit, close: () => void close() }), element);
    const form = element.querySelector('form') as HTMLFormElement;
    this.#form = form;
    this.#empty = valuesOf(form);
    fill(form, values);
    normaliseOnBlur(form);
    const leadToLeftovers = wirePaste(form);
    element.addEventListener('close', () => {
      if (this.#form === form) this.#form = null;
    });
    openDialog({ element, hold, returnTo });
  }

  /** What is typed and not saved; null when nothing is. */
  draft(): Values | null {
    return this.#form && this.#isDirty() ? valuesOf(this.#form) : null;
  }

  #isDirty(): boolean {
    return this.#form !== null && changedNames(this.#empty, valuesOf(this.#form)).length > 0;
  }

  #reopen(): void {
    const values = this.draft() ?? {};
    this.#form = null;
    this.open(values);
  }

  async #submit(form: HTMLFormElement, close: () => void): Promise<void> {
    if (this.#sending.has(form)) return;
    const { zone, api, created } = this.#options;
    const values = valuesOf(form);
    const problems = problemsIn(values, zone);
    if (problems.length > 0) return showProblems(form, 'Please check these fields', problems);
    clearProblems(form);
    this.#busy(form, true);
    try {
      const job = requestOf(values, zone);
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
    if (on) this.#sending.add(form);
    else this.#sending.delete(form);
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
