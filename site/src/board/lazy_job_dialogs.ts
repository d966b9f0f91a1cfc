// Loads the code of the job dialogs lazily, and connects them with the board.
import { labelOf } from '../shared/status_flow';
import { announce } from './announce';
import type { BoardContext } from './board_context';
import type { JobDialogs, JobDialogsOptions } from './job_dialogs';
import type { JobDraft } from './unsaved_draft';

export class LazyJobDialogs {
  #options: JobDialogsOptions;
  #onUnavailable: () => void;
  #loading: Promise<JobDialogs> | null = null;
  #loaded: JobDialogs | null = null;

  /** `onUnavailable` is called when the code could not be loaded. */
  constructor(options: JobDialogsOptions, onUnavailable: () => void) {
    this.#options = options;
    this.#onUnavailable = onUnavailable;
    // With the first sign of use, before the first press: opening is then immediate, and works offline.
    const preload = (): void => void this.#load().catch(() => undefined);
    for (const type of ['pointerover', 'pointerdown', 'keydown'])
      addEventListener(type, preload, { once: true, passive: true });
  }

  newJob(): void {
    this.#use((dialogs) => dialogs.newJob());
  }

  /** Opens the job with that token, whether or not it is on the board. */
  open(token: string): void {
    this.#use((dialogs) => dialogs.open(token));
  }

  /** Opens the form of the draft with what was typed. */
  resume(draft: JobDraft): void {
    const { card, values } = draft;
    this.#use((dialogs) => (card ? dialogs.open(card.token, draft) : dialogs.newJob(values)));
  }

  /** What is typed and not saved; null when nothing is. */
  draft(): JobDraft | null {
    return this.#loaded?.draft() ?? null;
  }

  #use(action: (dialogs: JobDialogs) => void): void {
    if (this.#loaded) return action(this.#loaded);
    this.#load().then(action, this.#onUnavailable);
  }

  /** A failed load is tried again with the next use. Chromium, though, keeps the failure until the page is reloaded. */
  #load(): Promise<JobDialogs> {
    this.#loading ??= import('./job_dialogs').then(
      ({ JobDialogs }) => {
        this.#loaded = new JobDialogs(this.#options);
        return this.#loaded;
      },
      (cause: unknown) => {
        this.#loading = null;
        throw cause;
      },
    );
    return this.#loading;
  }
}

/** The dialogs of this board: what they create or load is put into its store. */
export function createJobDialogs(board: BoardContext): LazyJobDialogs {
  const { root, api, config, person, store, toasts, pausePolling, onSessionEnded } = board;
  const newJobButton = (): HTMLElement | null => root.querySelector<HTMLElement>('.new-job');
  const card = (token: string) => store.state.jobs.get(token);
  const options: JobDialogsOptions = {
    api,
    company: config.company,
    me: person,
    pausePolling,
    onSessionEnded,
    newJobButton,
    jobButton: (token) =>
      root.querySelector<HTMLElement>(`[data-token="${token}"] .card-open`) ?? newJobButton(),
    card,
    onCreated: (created) => {
      store.writes += 1;
      store.put(created);
      announce(`Job for ${created.customer.name} created`);
      toasts.show(`${created.customer.name} added to ${labelOf(created.status)}`, null);
    },
    onRevision: (revision) => {
      // Opening a job that is not on the board does not add it.
      const known = card(revision.token);
      if (!known || known.rev >= revision.rev) return;
      store.writes += 1;
      store.put(revision);
    },
  };
  return new LazyJobDialogs(options, () =>
    toasts.show('Not opened: there was no answer. Reload the page, then try again.', null),
  );
}
