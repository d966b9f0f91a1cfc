// The dialog of one job: shows its details or the form of an edit, and carries out what the edit's state machine returns.
import { html, nothing, render } from 'lit-html';
import type { Card, CompanyContact, JobRecord } from '../generated/api';
import { clearProblems, showProblems } from '../shared/form_problems';
import { RefusedError, UnreachableError } from '../shared/http';
import { dateIn, fullWindowText, zoneText } from '../shared/time';
import { type Api, cardOf, currentRecordIn } from './api';
import { openDialog } from './dialog';
import { icon } from './icons';
import { jobDetailsView, noJobView } from './job_details_view';
import { type EditState, JobEdit } from './job_edit';
import { jobEditView } from './job_edit_view';
import { fill, normaliseOnBlur, type Values, valuesOf } from './job_form';
import { JobLoader } from './job_loader';
import { type Person, SessionEndedError } from './session';
import { TrackingLinkActions } from './tracking_link_actions';
import type { JobDraft } from './unsaved_draft';
import { confirmDiscard, guardUnsaved } from './unsaved_guard';

/** How long a notice such as "Saved" is shown. */
const NOTICE_MS = 6_000;

interface Options {
  api: Api;
  company: CompanyContact;
  me: Person;
  /** Stops polling while the dialog is open. Returns what lets it go on. */
  pausePolling(): () => void;
  onSessionEnded(): void;
  /** Gets the focus when the dialog has closed. */
  returnTo(token: string): HTMLElement | null;
  /** Called with every revision of the job that a response holds. */
  onRevision(card: Card): void;
  /** Opens the job again with the typed text, after the browser closed the dialog without a `cancel` event. */
  reopen(draft: JobDraft): void;
}

export class JobDialog {
  #options: Options;
  #token: string;
  #element = document.createElement('dialog');
  #loader: JobLoader;
  #edit: JobEdit;
  #link: TrackingLinkActions;
  /** The result of the last action here. */
  #notice = '';
  #noticeTimer = 0;
  #close: () => Promise<void>;

  /** `card`: the job's card on the board; null when it is not on the board. */
  constructor(options: Options, token: string, card: Card | null) {
    const { api, company, me, pausePolling, onRevision, onSessionEnded, reopen } = options;
    const onChange = (): void => this.#paint();
    this.#options = options;
    this.#token = token;
    this.#edit = new JobEdit(company.time_zone, me);
    this.#loader = new JobLoader({ api, token, card, onChange, onRevision, onSessionEnded });
    this.#link = new TrackingLinkActions({
      token,
      companyName: company.name,
      onChange,
      notify: (text) => this.#notify(text),
    });
    this.#element.className = 'dialog job-dialog';
    this.#element.setAttribute('aria-labelledby', 'job-title');
    this.#close = guardUnsaved({
      element: this.#element,
      pausePolling,
      isDirty: () => this.draft() !== null,
      isBusy: () => this.#edit.isSaving,
      onForcedClose: () => {
        const draft = this.draft();
        if (draft) reopen(draft);
      },
    });
  }

  get isOpen(): boolean {
    return this.#element.open;
  }

  /** `typed`: the form's values in an earlier edit of the card's revision. */
  open(typed: Values | null = null): void {
    const { pausePolling, returnTo } = this.#options;
    const { card } = this.#loader;
    this.#paint();
    openDialog({ element: this.#element, pausePolling, returnTo: () => returnTo(this.#token) });
    if (typed && card) this.#startEdit(card, typed);
    void this.#loader.load();
  }

  /** What is typed and not saved, with the job as the person saw it; null when nothing is. */
  draft(): JobDraft | null {
    const { state } = this.#edit;
    if (state.phase === 'reading' || !this.#form) return null;
    const values = valuesOf(this.#form);
    return this.#edit.changed(values).length > 0 ? { card: state.seen, values } : null;
  }

  get #form(): HTMLFormElement | null {
    return this.#element.querySelector('form');
  }

  /** Shows a text for a few seconds. */
  #notify(text: string): void {
    clearTimeout(this.#noticeTimer);
    this.#notice = text;
    this.#paint();
    this.#noticeTimer = window.setTimeout(() => {
      if (this.#notice !== text) return;
      this.#notice = '';
      this.#paint();
    }, NOTICE_MS);
  }

  /** Shows a text until the next action. */
  #paintWith(notice: string): void {
    this.#notice = notice;
    this.#paint();
  }

  #paint(): void {
    const text = this.#notice;
    const notice = html`<p class="said" role="status" data-said=${text}>${text === 'Saved' ? icon('check') : nothing}${text}</p>`;
    const { state } = this.#edit;
    const view = state.phase === 'reading' ? this.#detailsView() : this.#editView(state);
    render(html`${notice}${view}`, this.#element);
  }

  #detailsView(): unknown {
    const close = (): void => void this.#close();
    const reload = (): void => void this.#loader.load();
    const { card, history, absence } = this.#loader;
    if (!card) return noJobView(absence, close, reload);
    const { company, me } = this.#options;
    const { qr, canShare } = this.#link;
    return jobDetailsView(
      { card, history, qr, canShare },
      { company, me, now: new Date() },
      {
        close,
        edit: () => this.#startEdit(card, null),
        copyLink: () => void this.#link.copy(),
        share: () => void this.#link.share(card),
        toggleQr: () => void this.#link.toggleQr(),
        retryHistory: reload,
      },
    );
  }

  #editView({ seen, conflict, phase }: Exclude<EditState, { phase: 'reading' }>): unknown {
    const zone = this.#options.company.time_zone;
    const edit = {
      name: seen.customer.name,
      zone: zoneText(zone, new Date()),
      windowNote: windowNote(seen, zone),
      conflict,
      phase,
    };
    return jobEditView(edit, {
      submit: (event) => {
        event.preventDefault();
        void this.#save();
      },
      leave: () => void this.#leaveEdit(),
      close: () => void this.#close(),
      takeTheirs: () => this.#edit.leave() && this.#backToDetails(''),
    });
  }

  #startEdit(card: Card, typed: Values | null): void {
    const values = this.#edit.start(card, typed);
    this.#paintWith('');
    const form = this.#form as HTMLFormElement;
    fill(form, values);
    normaliseOnBlur(form);
    (form.elements.namedItem('name') as HTMLElement).focus();
  }

  #backToDetails(notice: string): void {
    this.#notify(notice);
    this.#element.scrollTop = 0;
    this.#element.querySelector<HTMLElement>('.edit-job')?.focus();
  }

  async #leaveEdit(): Promise<void> {
    if (this.#edit.isSaving) return;
    const mayLeave = !this.draft() || (await confirmDiscard(this.#options.pausePolling));
    if (mayLeave && this.#edit.leave()) this.#backToDetails('');
  }

  async #save(): Promise<void> {
    const form = this.#form;
    if (!form) return;
    const submission = this.#edit.submit(valuesOf(form));
    if (submission.kind === 'ignored') return;
    if (submission.kind === 'problems')
      return showProblems(form, 'Please check these fields', submission.problems);
    clearProblems(form);
    if (submission.kind === 'unchanged') return this.#backToDetails('Nothing to save');
    this.#paintWith('Saving…');
    try {
      this.#saved(await this.#options.api.edit(this.#token, submission.rev, submission.patch));
    } catch (error) {
      await this.#notSaved(error, form);
    }
  }

  #saved(card: Card): void {
    this.#edit.saved();
    this.#loader.take(card);
    this.#backToDetails('Saved');
    void this.#loader.load();
  }

  async #notSaved(error: unknown, form: HTMLFormElement): Promise<void> {
    const current = currentRecordIn(error);
    if (current) return this.#conflict(current, form);
    if (error instanceof RefusedError && error.problem.errors.length > 0) {
      this.#edit.rejected();
      this.#paintWith('Not saved');
      return showProblems(form, 'Please check these fields', error.problem.errors);
    }
    this.#edit.failed();
    this.#paintWith('Not saved');
    if (error instanceof SessionEndedError) return this.#options.onSessionEnded();
    if (!(error instanceof UnreachableError) && !(error instanceof RefusedError)) throw error;
    const reason =
      error instanceof RefusedError ? error.message : 'There was no answer. What you typed is kept.';
    showProblems(form, `Not saved: ${reason}`, []);
  }

  async #conflict(current: JobRecord, form: HTMLFormElement): Promise<void> {
    const typed = this.#edit.changed(valuesOf(form));
    const audit = await this.#options.api.history(this.#token).catch(() => null);
    const card = cardOf(current);
    if (audit) this.#loader.history = { state: 'ready', audit };
    const others = this.#edit.conflict({ current, audit, values: valuesOf(form), typed }, new Date());
    if (!others) return this.#saved(card);
    this.#loader.take(card);
    fill(form, others);
    this.#paintWith('Not saved');
    this.#element.querySelector<HTMLElement>('.conflict-panel')?.focus();
  }
}

/** The three inputs cannot show a window that ends on another day. */
function windowNote({ window }: Card, zone: string): string | null {
  if (!window || dateIn(zone, new Date(window.start)) === dateIn(zone, new Date(window.end))) return null;
  return `The window is ${fullWindowText(window, new Date())}; leave it as it is to keep that.`;
}
