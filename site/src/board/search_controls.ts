// The search field and the quick filters.
import type { BoardContext } from './board_context';
import type { BoardActions } from './board_view';
import { focusFirstCard } from './card_focus';
import { offBoardToken } from './selection';
import type { QuickFilter } from './store';

type SearchActions = Pick<BoardActions, 'filter' | 'toggle' | 'clearFilter' | 'searchKey'>;

export class SearchControls {
  readonly actions: SearchActions;
  #board: BoardContext;
  #openJob: (token: string) => void;

  /** `openJob` is called when Enter is pressed on the token of a job that is not on the board. */
  constructor(board: BoardContext, openJob: (token: string) => void) {
    const { root, store } = board;
    this.#board = board;
    this.#openJob = openJob;
    this.actions = {
      filter: (text) => this.#search(text),
      toggle: (filter) => {
        const chosen = new Set(store.state.quickFilters);
        if (!chosen.delete(filter)) chosen.add(filter);
        this.#search(store.state.filter, chosen);
      },
      clearFilter: () => {
        this.#search('', new Set());
        store.flush();
        root.querySelector<HTMLElement>('.search input')?.focus();
      },
      searchKey: (event) => this.#onKey(event),
    };
  }

  #search(text: string, quickFilters: ReadonlySet<QuickFilter> = this.#board.store.state.quickFilters): void {
    this.#board.store.update((state) => {
      state.filter = text;
      state.quickFilters = quickFilters;
    });
  }

  /** Escape clears the field, or leaves an empty one; Enter and the down arrow go to what was found. */
  #onKey(event: KeyboardEvent): void {
    const { root, store } = this.#board;
    const { key } = event;
    if (key === 'Escape' && store.state.filter) {
      event.preventDefault();
      this.#search('');
    } else if (key === 'Escape') {
      (event.target as HTMLElement).blur();
    } else if (key === 'Enter' || key === 'ArrowDown') {
      event.preventDefault();
      store.flush();
      const token = offBoardToken(store.state);
      if (key === 'Enter' && token) this.#openJob(token);
      else focusFirstCard(root);
    }
  }
}
