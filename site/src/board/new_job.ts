// The dialog for a new job: checks the form, sends it once, keeps what was typed when it could not be saved.
import { html, render, type TemplateResult } from 'lit-html';
import type { Card } from '../generated/api';
import { clearProblems, showProblems } from '../shared/form_problems';
import { RefusedError, UnreachableError } from '../shared/http';
import { forgetKey, keyFor } from '../shared/idempotency';
import { zoneText } from '../shared/time';
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
import { jobFieldsView, problemsSummary } from './job_form_view';
import { pastedMessageView, wirePastedMessage } from './pasted_message';
import { SessionEndedError } from './session';
import { guardUnsaved } from './unsaved_guard';

const KEY = 'qdn.new_job.key';

interface Options {
  api: Api;
  /** IANA name of the zone in which windows are typed. */
  zone: string;
  pausePolling(): () => void;
  returnTo(): HTMLElement | null;
  onCreated(card: Card): void;
  onSessionEnded(): void;
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
    ${problemsSummary} ${pastedMessageView} ${jobFieldsView(zone)}
    <p class="form-actions">
      <button class="button" type="button" @click=${close}>Cancel</button>
      <button class="button primary" type="submit">Create job</button>
    </p>
  </form>`;

export class NewJobDialog {
  #options: Options;
  #form: HTMLFormElement | null = null;
  #empty: Values = {};
  /** The forms whose request is under way. */
  #sending = new WeakSet<HTMLFormElement>();

  constructor(options: Options) {
    this.#options = options;
  }

  open(values: Values = {}): void {
    if (this.#form) return;
    const { zone, pausePolling, returnTo } = this.#options;
    const element = document.createElement('dialog');
    element.className = 'dialog';
    element.setAttribute('aria-labelledby', 'new-job-title');
    const close = guardUnsaved({
      element,
      pausePolling,
      isDirty: () => this.#isDirty(),
      isBusy: () => this.#sending.has(form),
      onForcedClose: () => this.#reopen(),
    });
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      // The words that are left over of a pasted message are not dropped unseen.
      if (focusLeftovers()) return;
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
    const focusLeftovers = wirePastedMessage(form);
    element.addEventListener('close', () => {
      if (this.#form === form) this.#form = null;
    });
    openDialog({ element, pausePolling, returnTo });
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
    const { zone, api, onCreated } = this.#options;
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
      onCreated(card);
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
    if (error instanceof SessionEndedError) return this.#options.onSessionEnded();
    if (error instanceof UnreachableError)
      return showProblems(form, 'Not saved: there was no answer. Try again; it stays one job.', []);
    if (!(error instanceof RefusedError)) throw error;
    const { errors } = error.problem;
    showProblems(
      form,
      errors.length > 0 ? 'Please check these fields' : `Not saved: ${error.message}`,
      errors,
    );
  }
}
