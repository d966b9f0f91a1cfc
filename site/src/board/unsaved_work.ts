// Keeps typed text and unsaved moves in this tab when the session or the page ends; restores them afterwards.
import type { BoardContext } from './board_context';
import type { LazyJobDialogs } from './lazy_job_dialogs';
import { type JobDraft, keepDraft, takeDraft, type UnsavedDraft } from './unsaved_draft';

export class UnsavedWork {
  #board: BoardContext;
  #dialogs: LazyJobDialogs;
  #form: JobDraft | null = null;

  constructor(board: BoardContext, dialogs: LazyJobDialogs) {
    this.#board = board;
    this.#dialogs = dialogs;
  }

  keep(): void {
    keepDraft(this.#collect());
  }

  /** Restores the filters and the moves that were not saved. */
  restore(): void {
    const draft = takeDraft(this.#board.person.email);
    this.#form = draft?.job ?? null;
    this.#board.store.update((state) => {
      if (!draft) return;
      state.filter = draft.filter;
      state.quickFilters = new Set(draft.quickFilters);
      state.column = draft.column;
      for (const { card, text, again } of draft.moves) {
        state.jobs.set(card.token, card);
        state.notes.set(card.token, { kind: 'unsaved', text, again });
      }
    });
  }

  /** Opens the form that was open, with what was typed. */
  resumeForm(): void {
    if (this.#form) this.#dialogs.resume(this.#form);
  }

  /** `isSignedIn`: called when the browser restores the page from its back/forward cache. */
  keepOnPageHide(isSignedIn: () => boolean): void {
    addEventListener('pagehide', () => {
      const draft = this.#collect();
      if (draft.job || draft.moves.length > 0) keepDraft(draft);
    });
    // The back/forward cache restores the page with the typed text still in it.
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return;
      if (isSignedIn()) takeDraft(this.#board.person.email);
      else location.reload();
    });
  }

  #collect(): UnsavedDraft {
    const { person, store } = this.#board;
    const { filter, quickFilters, column, jobs } = store.state;
    const moves = [...jobs.values()].flatMap((card) => {
      const note = store.noteOf(card.token);
      return note?.kind === 'unsaved' ? [{ card, text: note.text, again: note.again }] : [];
    });
    const owner = person.email;
    return { owner, filter, quickFilters: [...quickFilters], column, job: this.#dialogs.draft(), moves };
  }
}
