// The board: composes its parts. Each part has one concern, and the context for what it shares with the others.
import type { Config } from '../shared/config';
import { Api } from './api';
import type { BoardContext } from './board_context';
import { paintOnChange } from './board_painter';
import type { BoardActions } from './board_view';
import { createJobDialogs } from './lazy_job_dialogs';
import { MoveControls } from './move_controls';
import { Poll } from './poll';
import { SearchControls } from './search_controls';
import { columns } from './selection';
import type { Person, Session } from './session';
import { askToSignIn } from './session_dialog';
import { listenToShortcuts } from './shortcuts';
import { Store } from './store';
import { Toasts } from './toasts';
import { copyTrackingLink } from './tracking_link';
import { UnsavedWork } from './unsaved_work';

/** How often "overdue" and "Today" are brought up to date. */
const CLOCK_MS = 60_000;

export function startBoard(root: HTMLElement, config: Config, session: Session, person: Person): void {
  const store = new Store(columns[0]?.id ?? '');
  const toasts = new Toasts(store);
  const api = new Api(session);
  const poll = new Poll(api, store, () => board.onSessionEnded());
  const board: BoardContext = {
    root,
    config,
    person,
    api,
    store,
    toasts,
    refresh: () => poll.now(),
    pausePolling: () => poll.pause(),
    onSessionEnded: () =>
      askToSignIn(board.pausePolling, () => {
        unsaved.keep();
        void session.signIn();
      }),
  };
  const dialogs = createJobDialogs(board);
  const moves = new MoveControls(board);
  const search = new SearchControls(board, (token) => dialogs.open(token));
  const unsaved = new UnsavedWork(board, dialogs);

  // Loaded at once, although needed later: Ctrl+P gives no time to load, and after the next release these files, whose
  // names hold a hash, may be gone.
  void import('./day_print').then(({ printTheDay }) =>
    printTheDay(() => store.state, config.company.time_zone),
  );
  const shortcutsDialog = import('./shortcuts_dialog');
  const showShortcuts = async (): Promise<void> => {
    const { showShortcuts: show } = await shortcutsDialog;
    show(board.pausePolling, () => root.querySelector<HTMLElement>('.keys'));
  };

  const actions: BoardActions = {
    ...moves.actions,
    ...search.actions,
    open: (token) => dialogs.open(token),
    newJob: () => dialogs.newJob(),
    copyLink: (card) => void copyTrackingLink(card, toasts),
    refresh: board.refresh,
    signOut: () => session.signOut(),
    undo: () => toasts.undo(),
    closeToast: () => toasts.close(),
    keepToast: (on) => toasts.keepOpen(on),
    print: () => window.print(),
    showShortcuts: () => void showShortcuts(),
  };
  paintOnChange(board, actions, moves);
  listenToShortcuts({
    root,
    newJob: actions.newJob,
    move: (card) => card.querySelector<HTMLElement>('.move')?.click(),
    undo: actions.undo,
    showShortcuts: actions.showShortcuts,
  });
  // No customer's data is left on the screen while the next page is loading. What is typed is kept for its owner.
  session.onSignedOut = () => document.body.replaceChildren();
  setInterval(() => {
    if (document.hidden || poll.isPaused) return;
    store.update((state) => {
      state.now = new Date();
    });
  }, CLOCK_MS);

  unsaved.restore();
  store.flush();
  poll.now();
  unsaved.resumeForm();
  unsaved.keepOnPageHide(() => session.person !== null);
}
