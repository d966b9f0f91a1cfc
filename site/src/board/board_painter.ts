// Paints the board whenever its state changes; keeps the focus, and registers new cards and columns for dragging.
import { render } from 'lit-html';
import type { BoardContext } from './board_context';
import { type BoardActions, boardView } from './board_view';
import { rememberFocus, scrollFromUnderToast } from './card_focus';
import type { MoveControls } from './move_controls';
import type { Toast } from './store';

export function paintOnChange(
  { root, config, person, store }: BoardContext,
  actions: BoardActions,
  moves: MoveControls,
): void {
  let shownToast: Toast | null = null;
  root.replaceChildren();
  store.onChange((state) => {
    const restoreFocus = rememberFocus(root, '.new-job');
    render(boardView(state, { config, person, actions, menu: moves.menuElement }), root);
    moves.registerDragging(root);
    restoreFocus();
    if (state.toast !== shownToast) scrollFromUnderToast(root);
    shownToast = state.toast;
  });
}
