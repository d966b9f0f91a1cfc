// What is loaded when somebody first opens a job or a new one: their dialogs, with their styles.
import './job.css';
import type { Card, Company } from '../shared/types';
import type { Api } from './api';
import type { JobDraft } from './draft';
import { JobDialog } from './job_dialog';
import { NewJob } from './new_job';
import type { Person } from './session';

export interface DeskParts {
  api: Api;
  company: Company;
  me: Person;
  hold(): () => void;
  ended(): void;
  /** Where the focus goes after a new job's dialog, and after the one of a job. */
  newJobButton(): HTMLElement | null;
  jobButton(token: string): HTMLElement | null;
  /** What the board shows of that job; undefined when it is not on it. */
  card(token: string): Card | undefined;
  created(card: Card): void;
  /** A revision of a job that was met in its dialog. */
  learned(card: Card): void;
  /** The dialogs' code did not come. */
  unavailable(): void;
}

export class JobDialogs {
  #parts: DeskParts;
  #newJob: NewJob;
  #job: JobDialog | null = null;

  constructor(parts: DeskParts) {
    const { api, company, hold, newJobButton, created, ended } = parts;
    this.#parts = parts;
    this.#newJob = new NewJob({ api, zone: company.time_zone, hold, returnTo: newJobButton, created, ended });
  }

  newJob(values: Record<string, string> = {}): void {
    this.#newJob.open(values);
  }

  /** `draft`: what was typed into an edit of that job, at the revision that was seen then. */
  open(token: string, draft: JobDraft | null = null): void {
    if (this.#job?.isOpen) return;
    const { api, company, me, hold, ended, learned, jobButton } = this.#parts;
    const reopen = (typed: JobDraft): void => this.open(token, typed);
    const parts = { api, company, me, hold, ended, learned, reopen, returnTo: jobButton };
    this.#job = new JobDialog(parts, token, draft?.card ?? this.#parts.card(token) ?? null);
    this.#job.open(draft?.values ?? null);
  }

  draft(): JobDraft | null {
    const values = this.#newJob.draft();
    return values ? { values, card: null } : (this.#job?.draft() ?? null);
  }
}
