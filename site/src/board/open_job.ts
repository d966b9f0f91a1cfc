// The door to the dialogs of a job and of a new one, whose code comes when somebody begins to work.
import type { JobDraft } from './draft';
import type { DeskParts, JobDialogs } from './job_dialogs';

export class JobDesk {
  #parts: DeskParts;
  #coming: Promise<JobDialogs> | null = null;
  #dialogs: JobDialogs | null = null;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    // Before the first press: opening is then at once, and works offline.
    const begin = (): void => void this.#load().catch(() => undefined);
    for (const sign of ['pointerover', 'pointerdown', 'keydown'])
      addEventListener(sign, begin, { once: true, passive: true });
  }

  newJob(): void {
    this.#enter((dialogs) => dialogs.newJob());
  }

  /** Opens the job with that token, on the board or not. What it finds, or does not find, is said in the dialog. */
  open(token: string): void {
    this.#enter((dialogs) => dialogs.open(token));
  }

  /** Takes up what was typed before the session ended. */
  resume(draft: JobDraft): void {
    const { card, values } = draft;
    this.#enter((dialogs) => (card ? dialogs.open(card.token, draft) : dialogs.newJob(values)));
  }

  /** What is typed and not saved; null when nothing is. */
  draft(): JobDraft | null {
    return this.#dialogs?.draft() ?? null;
  }

  #enter(use: (dialogs: JobDialogs) => void): void {
    if (this.#dialogs) return use(this.#dialogs);
    this.#load().then(use, () => this.#parts.unavailable());
  }

  /** Another try after a failure, which only some browsers make: Chromium keeps the failure until the page is loaded anew. */
  #load(): Promise<JobDialogs> {
    this.#coming ??= import('./job_dialogs').then(
      ({ JobDialogs }) => {
        this.#dialogs = new JobDialogs(this.#parts);
        return this.#dialogs;
      },
      (cause: unknown) => {
        this.#coming = null;
        throw cause;
      },
    );
    return this.#coming;
  }
}
