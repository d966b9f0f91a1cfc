// The ways to move a card: the menu, dragging, and the buttons of a card whose last move was not saved.
import { statusOf } from '../shared/status_flow';
import type { BoardContext } from './board_context';
import type { BoardActions } from './board_view';
import { askToCancel } from './cancel_dialog';
import { Drag } from './drag';
import { MoveMenu } from './move_menu';
import { Moves } from './moves';

type MoveActions = Pick<BoardActions, 'openMenu' | 'retry' | 'dismiss' | 'showColumn'>;

export class MoveControls {
  readonly actions: MoveActions;
  #board: BoardContext;
  #moves: Moves;
  #menu: MoveMenu;
  #drag: Drag;

  constructor(board: BoardContext) {
    const { store, pausePolling } = board;
    this.#board = board;
    this.#moves = new Moves(board);
    this.#menu = new MoveMenu(pausePolling, (card, { to, kind }) => {
      if (kind !== 'cancel') return this.#move(card.token, to, null);
      askToCancel({
        card,
        pausePolling,
        returnTo: () => this.#moveButton(card.token),
        confirm: (why) => this.#move(card.token, to, why),
      });
    });
    this.#drag = new Drag({
      card: (token) => store.state.jobs.get(token),
      pausePolling,
      canDrag: (token) => store.noteOf(token)?.kind !== 'saving',
      drop: (token, to) => this.#move(token, to, null),
    });
    store.onNoteLost = (seen, text, current) => this.#moves.reportLostNote(seen, text, current);
    this.actions = {
      openMenu: (token, button) => {
        const card = store.state.jobs.get(token);
        if (card && store.noteOf(token)?.kind !== 'saving') this.#menu.toggle(card, button);
      },
      retry: (token) => {
        const attempt = this.#moves.offered(token);
        if (attempt) this.#followCard(token, attempt.to, this.#moves.retry(token));
      },
      dismiss: (token) => {
        this.#moves.dismiss(token);
        store.flush();
        this.#moveButton(token)?.focus();
      },
      showColumn: (status) => this.#showColumn(status),
    };
  }

  /** The "Move to…" menu, which is painted once and moved to the card that it is about. */
  get menuElement(): HTMLElement {
    return this.#menu.element;
  }

  /** Lets the cards and columns that were just painted be dragged and dropped on. */
  registerDragging(root: HTMLElement): void {
    this.#drag.sync(root);
  }

  #move(token: string, to: string, why: string | null): void {
    this.#followCard(token, to, this.#moves.move(token, to, why));
  }

  /** A phone shows one column: the move's target, and the job's own status where that is another one in the end. */
  #followCard(token: string, to: string, done: Promise<void>): void {
    const { store } = this.#board;
    this.#showColumn(to);
    store.flush();
    void done.then(() => {
      const status = store.state.jobs.get(token)?.status;
      if (status && status !== to) this.#showColumn(status);
    });
  }

  #showColumn(status: string): void {
    if (!statusOf(status)?.column) return;
    this.#board.store.update((state) => {
      state.column = status;
    });
  }

  #moveButton(token: string): HTMLElement | null {
    return this.#board.root.querySelector<HTMLElement>(`[data-token="${token}"] .move`);
  }
}
