// The dialogs of a job and of a new job, with their styles: the part of the board that is loaded lazily.
import './job_dialogs.css';
import type { Card, CompanyContact } from '../generated/api';
import type { Api } from './api';
import { JobDialog } from './job_dialog';
import { NewJobDialog } from './new_job';
import type { Person } from './session';
import type { JobDraft } from './unsaved_draft';

export interface JobDialogsOptions {
  api: Api;
  company: CompanyContact;
  me: Person;
  pausePolling(): () => void;
  onSessionEnded(): void;
  /** Get the focus when the dialog of a new job, or of that job, has closed. */
  newJobButton(): HTMLElement | null;
  jobButton(token: string): HTMLElement | null;
  /** The job's card on the board; undefined when it is not on the board. */
  card(token: string): Card | undefined;
  onCreated(card: Card): void;
  /** Called with every revision of a job that its dialog loads or saves. */
  onRevision(card: Card): void;
}

export class JobDialogs {
  #options: JobDialogsOptions;
  #newJob: NewJobDialog;
  #job: JobDialog | null = null;

  constructor(options: JobDialogsOptions) {
    const { company, newJobButton } = options;
    this.#options = options;
    this.#newJob = new NewJobDialog({ ...options, zone: company.time_zone, returnTo: newJobButton });
  }

  newJob(values: Record<string, string> = {}): void {
    this.#newJob.open(values);
  }

  /** `draft`: what was typed in an earlier edit of that job, and the revision that the person saw. */
  open(token: string, draft: JobDraft | null = null): void {
    if (this.#job?.isOpen) return;
    const reopen = (typed: JobDraft): void => this.open(token, typed);
    const options = { ...this.#options, reopen, returnTo: this.#options.jobButton };
    this.#job = new JobDialog(options, token, draft?.card ?? this.#options.card(token) ?? null);
    this.#job.open(draft?.values ?? null);
  }

  /** What is typed and not saved; null when nothing is. */
  draft(): JobDraft | null {
    const values = this.#newJob.draft();
    return values ? { values, card: null } : (this.#job?.draft() ?? null);
  }
}
