// One job in a dialog: shown, loaded anew when opened, edited at the revision that was seen, and honest about what came of it.
import { html, nothing, render } from 'lit-html';
import { copy } from '../shared/clipboard';
import { clearProblems, showProblems } from '../shared/form_problems';
import { Refused, Unreachable } from '../shared/http';
import { mergePatch } from '../shared/merge_patch';
import { dateIn, fullWindowText, zoneText } from '../shared/time';
import { trackingLink } from '../shared/token';
import type { AuditEntry, Card, Company, JobRecord } from '../shared/types';
import { type Api, cardOf, currentRecordIn } from './api';
import { newsOf } from './contact';
import { openDialog } from './dialog';
import type { JobDraft } from './draft';
import { type Conflict, conflictingFields, deedsSince } from './edit_conflict';
import { icon } from './icons';
import { type Editing, jobEditView } from './job_edit_view';
import {
  changedNames,
  fill,
  normaliseOnBlur,
  problemsIn,
  requestOf,
  type Values,
  valuesFrom,
  valuesOf,
} from './job_form';
import { type History, jobView, noJobView, type Qr } from './job_view';
import { type Person, SessionEnded } from './session';
import { askToDiscard, guardUnsaved } from './unsaved_guard';

const SAID_MS = 6_000;

interface Parts {
  api: Api;
  company: Company;
  me: Person;
  hold(): () => void;
  ended(): void;
  returnTo(token: string): HTMLElement | null;
  /** A revision of the job that was met here. */
  learned(card: Card): void;
  /** Opens it again with what was typed, since it was closed without asking. */
  reopen(draft: JobDraft): void;
}

interface Edit {
  /** The job that the person sees: its revision goes with the change. */
  seen: Card;
  before: Values;
  conflict: Conflict | null;
  phase: Editing['phase'];
}

type Found = 'loading' | 'missing' | 'failed';

export class JobDialog {
  #parts: Parts;
  #token: string;
  #element = document.createElement('dialog');
  #card: Card | null;
  #found: Found = 'loading';
  #loads = 0;
  #history: History = { state: 'loading' };
  #qr: Qr = { state: 'closed' };
  #edit: Edit | null = null;
  /** What became of the last thing that was done here. */
  #said = '';
  #silence = 0;
  #close: () => Promise<void>;

  constructor(parts: Parts, token: string, card: Card | null) {
    this.#parts = parts;
    this.#token = token;
    this.#card = card;
    this.#element.className = 'dialog job-dialog';
    this.#element.setAttribute('aria-labelledby', 'job-title');
    this.#close = guardUnsaved({
      element: this.#element,
      hold: parts.hold,
      isDirty: () => this.#isDirty(),
      isBusy: () => this.#isSaving,
      closedUnasked: () => this.#reopen(),
    });
  }

  get isOpen(): boolean {
    return this.#element.open;
  }

  /** `typed`: what an earlier edit at the card's revision had in its fields. */
  open(typed: Values | null = null): void {
    const { hold, returnTo } = this.#parts;
    this.#paint();
    openDialog({ element: this.#element, hold, returnTo: () => returnTo(this.#token) });
    if (typed && this.#card) this.#startEdit(this.#card, typed);
    void this.#load();
  }

  /** What is typed and not saved, with the job as it was seen; null when nothing is. */
  draft(): JobDraft | null {
    const form = this.#form;
    return this.#edit && form && this.#isDirty() ? { card: this.#edit.seen, values: valuesOf(form) } : null;
  }

  get #form(): HTMLFormElement | null {
    return this.#element.querySelector('form');
  }

  get #zone(): string {
    return this.#parts.company.time_zone;
  }

  get #isSaving(): boolean {
    return this.#edit?.phase === 'saving';
  }

  #isDirty(): boolean {
    const form = this.#form;
    return this.#edit !== null && form !== null && changedNames(this.#edit.before, valuesOf(form)).length > 0;
  }

  #reopen(): void {
    const draft = this.draft();
    if (draft) this.#parts.reopen(draft);
  }

  /** Of several that are under way the last one counts; what is shown stays until it is there. */
  async #load(): Promise<void> {
    const { api } = this.#parts;
    this.#loads += 1;
    const mine = this.#loads;
    if (this.#history.state === 'failed') this.#history = { state: 'loading' };
    if (!this.#card) this.#found = 'loading';
    this.#paint();
    try {
      const [card, audit] = await Promise.all([api.job(this.#token), api.history(this.#token)]);
      this.#learn(card);
      if (mine === this.#loads) this.#history = { state: 'ready', audit };
    } catch (error) {
      if (mine === this.#loads) this.#notLoaded(error);
    }
    this.#paint();
  }

  #notLoaded(error: unknown): void {
    if (error instanceof SessionEnded) this.#parts.ended();
    else if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    this.#history = { state: 'failed' };
    this.#found = error instanceof Refused && error.problem.status === 404 ? 'missing' : 'failed';
  }

  /** A form that is open keeps the job that it was opened with. */
  #learn(card: Card): void {
    if (this.#card && card.rev < this.#card.rev) return;
    this.#card = card;
    this.#parts.learned(card);
  }

  /** News that is good, and read once. */
  #say(text: string): void {
    clearTimeout(this.#silence);
    this.#said = text;
    this.#paint();
    this.#silence = window.setTimeout(() => {
      if (this.#said !== text) return;
      this.#said = '';
      this.#paint();
    }, SAID_MS);
  }

  #paint(): void {
    const said = html`<p class="said" role="status" data-said=${this.#said}>${this.#said === 'Saved' ? icon('check') : nothing}${this.#said}</p>`;
    render(html`${said}${this.#edit ? this.#editView(this.#edit) : this.#readView()}`, this.#element);
  }

  #readView(): unknown {
    const close = (): void => void this.#close();
    const reload = (): void => void this.#load();
    const card = this.#card;
    if (!card) return noJobView(this.#found, close, reload);
    const { company, me } = this.#parts;
    const shown = { card, history: this.#history, qr: this.#qr, canShare: this.#canShare() };
    return jobView(
      shown,
      { company, me, now: new Date() },
      {
        close,
        edit: () => this.#startEdit(card, null),
        copyLink: () => void this.#copyLink(),
        share: () => void this.#share(card),
        toggleQr: () => void this.#toggleQr(),
        retryHistory: reload,
      },
    );
  }

  #editView({ seen, conflict, phase }: Edit): unknown {
    const editing = {
      name: seen.customer.name,
      zone: zoneText(this.#zone, new Date()),
      windowNote: this.#windowNote(seen),
      conflict,
      phase,
    };
    return jobEditView(editing, {
      submit: (event) => {
        event.preventDefault();
        void this.#save();
      },
      leave: () => void this.#leaveEdit(),
      close: () => void this.#close(),
      takeTheirs: () => this.#stopEdit(''),
    });
  }

  /** The three inputs cannot show a window that ends on another day. */
  #windowNote({ window }: Card): string | null {
    if (!window || dateIn(this.#zone, new Date(window.start)) === dateIn(this.#zone, new Date(window.end)))
      return null;
    return `The window is ${fullWindowText(window, new Date())}; leave it as it is to keep that.`;
  }

  #startEdit(card: Card, typed: Values | null): void {
    const before = valuesFrom(card, this.#zone);
    this.#edit = { seen: card, before, conflict: null, phase: 'open' };
    this.#said = '';
    this.#paint();
    const form = this.#form as HTMLFormElement;
    fill(form, { ...before, ...typed });
    normaliseOnBlur(form);
    (form.elements.namedItem('name') as HTMLElement).focus();
  }

  #stopEdit(said: string): void {
    this.#edit = null;
    this.#say(said);
    this.#element.scrollTop = 0;
    this.#element.querySelector<HTMLElement>('.edit-job')?.focus();
  }

  async #leaveEdit(): Promise<void> {
    if (this.#isSaving) return;
    if (!this.#isDirty() || (await askToDiscard(this.#parts.hold))) this.#stopEdit('');
  }

  async #save(): Promise<void> {
    const [edit, form] = [this.#edit, this.#form];
    if (!edit || !form || this.#isSaving) return;
    const values = valuesOf(form);
    const problems = problemsIn(values, this.#zone, edit.before);
    if (problems.length > 0) return showProblems(form, 'Please check these fields', problems);
    clearProblems(form);
    const patch = mergePatch(requestOf(edit.before, this.#zone), requestOf(values, this.#zone));
    if (patch === undefined) return this.#stopEdit('Nothing to save');
    this.#enter('saving', 'Saving…');
    try {
      this.#saved(await this.#parts.api.edit(this.#token, edit.seen.rev, patch));
    } catch (error) {
      await this.#notSaved(error, edit, form);
    }
  }

  #enter(phase: Editing['phase'], said: string): void {
    if (this.#edit) this.#edit.phase = phase;
    this.#said = said;
    this.#paint();
  }

  #saved(card: Card): void {
    this.#learn(card);
    this.#stopEdit('Saved');
    void this.#load();
  }

  async #notSaved(error: unknown, edit: Edit, form: HTMLFormElement): Promise<void> {
    const current = currentRecordIn(error);
    if (current) return this.#conflict(current, edit, form);
    const { ended } = this.#parts;
    if (error instanceof Refused && error.problem.errors.length > 0) {
      this.#enter('open', 'Not saved');
      return showProblems(form, 'Please check these fields', error.problem.errors);
    }
    this.#enter('tryAgain', 'Not saved');
    if (error instanceof SessionEnded) return ended();
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    const reason = error instanceof Refused ? error.message : 'There was no answer. What you typed is kept.';
    showProblems(form, `Not saved: ${reason}`, []);
  }

  /** From here on the person sees, and changes, the job as it is now; what they typed stays typed. */
  async #conflict(current: JobRecord, edit: Edit, form: HTMLFormElement): Promise<void> {
    const { api, company, me } = this.#parts;
    const typed = changedNames(edit.before, valuesOf(form));
    const audit: AuditEntry[] | null = await api.history(this.#token).catch(() => null);
    const card = cardOf(current);
    this.#learn(card);
    if (audit) this.#history = { state: 'ready', audit };
    const before = valuesFrom(card, this.#zone);
    fill(form, Object.fromEntries(Object.entries(before).filter(([name]) => !typed.includes(name))));
    // Our own first try had been carried out and only its answer was lost, or somebody else wanted the same.
    const asked = requestOf(valuesOf(form), this.#zone);
    if (mergePatch(requestOf(before, this.#zone), asked) === undefined) return this.#saved(card);
    const now = new Date();
    const conflict = {
      deeds: deedsSince(edit.seen, current, audit, { me, zone: company.time_zone }),
      fields: conflictingFields(edit.seen, current, asked, typed, now),
    };
    this.#edit = { seen: card, before, conflict, phase: 'open' };
    this.#said = 'Not saved';
    this.#paint();
    this.#element.querySelector<HTMLElement>('.conflict-panel')?.focus();
  }

  async #copyLink(): Promise<void> {
    const link = trackingLink(this.#token, location.origin);
    const copied = await copy(link);
    this.#say(copied ? 'Tracking link copied' : `Could not copy. The link is ${link}`);
  }

  /** On phones and tablets: a desktop has the clipboard at hand. */
  #canShare(): boolean {
    return 'share' in navigator && matchMedia('(pointer: coarse)').matches;
  }

  async #share(card: Card): Promise<void> {
    const { name } = this.#parts.company;
    const url = trackingLink(this.#token, location.origin);
    const text = newsOf(card, name, new Date());
    try {
      await navigator.share({ title: `${name}: your job`, text, url });
    } catch (error) {
      // The person closed the sheet.
      if ((error as DOMException).name !== 'AbortError') await this.#copyLink();
    }
  }

  async #toggleQr(): Promise<void> {
    if (this.#qr.state === 'open' || this.#qr.state === 'loading') {
      this.#qr = { state: 'closed' };
      return this.#paint();
    }
    this.#qr = { state: 'loading' };
    this.#paint();
    const loaded = await import('./qr').catch(() => null);
    // It was closed again meanwhile.
    if ((this.#qr as Qr).state !== 'loading') return;
    const link = trackingLink(this.#token, location.origin);
    this.#qr = loaded ? { state: 'open', code: loaded.qrCode(link) } : { state: 'failed' };
    this.#paint();
  }
}
