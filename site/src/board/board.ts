// The board at work: wires what is known, what is shown and what a dispatcher does.
import { render } from 'lit-html';
import { copy } from '../shared/clipboard';
import { labelOf, statusOf } from '../shared/flow';
import { trackingLink } from '../shared/token';
import type { Card, Config } from '../shared/types';
import { announce } from './announce';
import { Api } from './api';
import { askToCancel } from './cancel_dialog';
import { type Draft, keepDraft, takeDraft } from './draft';
import { Drag } from './drag';
import { clearOfToast, enterFirst, keepFocus } from './focus';
import { listenToKeys } from './keys';
import { MoveMenu } from './move_menu';
import { Moves } from './moves';
import { JobDesk } from './open_job';
import { Poll } from './poll';
import { columns, strayIn } from './selection';
import type { Person, Session } from './session';
import { askToSignIn } from './session_dialog';
import { type ShellActions, shell } from './shell_view';
import { type Quick, Store, type Toast } from './store';
import { Toasts } from './toasts';

const MINUTE_MS = 60_000;

export function startBoard(root: HTMLElement, config: Config, session: Session, person: Person): void {
  const zone = config.company.time_zone;
  const store = new Store(columns[0]?.id ?? '');
  const api = new Api(session);
  const toasts = new Toasts(store);
  const hold = (): (() => void) => poll.hold();
  const poll = new Poll(api, store, ended);
  const cardOf = (token: string): Card | undefined => store.state.jobs.get(token);
  const moveButton = (token: string): HTMLElement | null =>
    root.querySelector<HTMLElement>(`[data-token="${token}"] .move`);

  function ended(): void {
    askToSignIn(hold, () => {
      keepDraft(draftNow());
      void session.signIn();
    });
  }

  function draftNow(): Draft {
    const { filter, only, column, jobs } = store.state;
    const moves = [...jobs.values()].flatMap((card) => {
      const note = store.noteOf(card.token);
      return note?.kind === 'unsaved' ? [{ card, text: note.text, again: note.again }] : [];
    });
    return { owner: person.email, filter, only: [...only], column, job: desk.draft(), moves };
  }

  const moves = new Moves({
    api,
    store,
    person,
    zone,
    ended,
    toast: (text, undo, token) => toasts.show(text, undo, token),
    refresh: () => poll.now(),
  });
  const newJobButton = (): HTMLElement | null => root.querySelector<HTMLElement>('.new-job');
  const desk = new JobDesk({
    api,
    company: config.company,
    me: person,
    hold,
    ended,
    newJobButton,
    jobButton: (token) =>
      root.querySelector<HTMLElement>(`[data-token="${token}"] .card-open`) ?? newJobButton(),
    card: cardOf,
    created(card) {
      store.epoch += 1;
      store.put(card);
      announce(`Job for ${card.customer.name} created`);
      toasts.show(`${card.customer.name} added to ${labelOf(card.status)}`, null);
    },
    learned(card) {
      // What is not on the board does not come onto it by being looked at.
      const known = cardOf(card.token);
      if (!known || known.rev >= card.rev) return;
      store.epoch += 1;
      store.put(card);
    },
    unavailable: () => toasts.show('Not opened: there was no answer. Reload the page, then try again.', null),
  });

  /** Shows a move at once. A phone follows the card: to where it goes, and where it really is when the answer says so. */
  function follow(token: string, to: string, done: Promise<void>): void {
    showColumnOf(to);
    store.flush();
    void done.then(() => {
      const status = cardOf(token)?.status;
      if (status && status !== to) showColumnOf(status);
    });
  }

  const moveTo = (token: string, to: string, why: string | null): void =>
    follow(token, to, moves.move(token, to, why));

  function showColumnOf(status: string): void {
    if (statusOf(status)?.column)
      store.update((state) => {
        state.column = status;
      });
  }

  const menu = new MoveMenu(hold, (card, { to, kind }) => {
    if (kind !== 'cancel') return moveTo(card.token, to, null);
    askToCancel({
      card,
      hold,
      returnTo: () => moveButton(card.token),
      confirm: (why) => moveTo(card.token, to, why),
    });
  });
  const drag = new Drag({
    card: cardOf,
    hold,
    canDrag: (token) => store.noteOf(token)?.kind !== 'saving',
    drop: (token, to) => moveTo(token, to, null),
  });

  async function copyLink(card: Card): Promise<void> {
    const link = trackingLink(card.token, location.origin);
    const copied = await copy(link);
    const text = copied ? `Tracking link for ${card.customer.name} copied` : link;
    announce(copied ? text : `Could not copy. The link is ${link}`);
    toasts.show(text, null);
  }

  function search(text: string, only: ReadonlySet<Quick> = store.state.only): void {
    store.update((state) => {
      state.filter = text;
      state.only = only;
    });
  }

  /** Esc clears, or leaves; Enter and the arrow go on to what was found. */
  function searchKey(event: KeyboardEvent): void {
    const { filter } = store.state;
    if (event.key === 'Escape' && filter) {
      event.preventDefault();
      search('');
    } else if (event.key === 'Escape') (event.target as HTMLElement).blur();
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      store.flush();
      const stray = strayIn(store.state);
      if (event.key === 'Enter' && stray) desk.open(stray);
      else enterFirst(root);
    }
  }

  // Fetched at once, and nobody waits for it: Ctrl+P comes without a warning, and after the next deploy these files,
  // whose names are of this one, may be gone.
  const keysDialog = import('./keys_dialog');

  async function help(): Promise<void> {
    const { showKeys } = await keysDialog;
    showKeys(hold, () => root.querySelector<HTMLElement>('.keys'));
  }

  const actions: ShellActions = {
    open: (token) => desk.open(token),
    openMenu(token, button) {
      const card = cardOf(token);
      if (card && store.noteOf(token)?.kind !== 'saving') menu.toggle(card, button);
    },
    copyLink: (card) => void copyLink(card),
    retry(token) {
      const attempt = moves.offered(token);
      if (attempt) follow(token, attempt.to, moves.retry(token));
    },
    dismiss(token) {
      moves.dismiss(token);
      store.flush();
      moveButton(token)?.focus();
    },
    filter: (text) => search(text),
    toggle(quick) {
      const only = new Set(store.state.only);
      if (!only.delete(quick)) only.add(quick);
      search(store.state.filter, only);
    },
    clearFilter() {
      search('', new Set());
      store.flush();
      root.querySelector<HTMLElement>('.search input')?.focus();
    },
    searchKey,
    newJob: () => desk.newJob(),
    showColumn: showColumnOf,
    refresh: () => poll.now(),
    signOut: () => session.signOut(),
    undo: () => toasts.undo(),
    closeToast: () => toasts.close(),
    holdToast: (on) => toasts.hold(on),
    print: () => window.print(),
    showKeys: () => void help(),
  };

  let toastShown: Toast | null = null;
  root.replaceChildren();
  store.onChange((state) => {
    const giveBack = keepFocus(root, '.new-job');
    render(shell(state, { config, person, actions, menu: menu.element }), root);
    drag.sync(root);
    giveBack();
    if (state.toast !== toastShown) clearOfToast(root);
    toastShown = state.toast;
  });
  // Nobody reads here about customers while the next page is still on its way. What is typed is kept for its owner.
  session.onSignedOut = () => document.body.replaceChildren();
  void import('./day_print').then(({ printTheDay }) => printTheDay(() => store.state, zone));
  listenToKeys({
    root,
    newJob: () => desk.newJob(),
    move: (card) => card.querySelector<HTMLElement>('.move')?.click(),
    undo: () => toasts.undo(),
    help: () => void help(),
  });
  setInterval(() => {
    if (!document.hidden && !poll.isHeld)
      store.update((state) => {
        state.now = new Date();
      });
  }, MINUTE_MS);

  store.onGone = (seen, said, current) => moves.gone(seen, said, current);
  const draft = takeDraft(person.email);
  store.update((state) => {
    if (!draft) return;
    state.filter = draft.filter;
    state.only = new Set(draft.only);
    state.column = draft.column;
    for (const { card, text, again } of draft.moves) {
      state.jobs.set(card.token, card);
      state.notes.set(card.token, { kind: 'unsaved', text, again });
    }
  });
  store.flush();
  poll.now();
  if (draft?.job) desk.resume(draft.job);
  addEventListener('pagehide', () => {
    const left = draftNow();
    if (left.job || left.moves.length > 0) keepDraft(left);
  });
  // The page comes back as it was, with what is typed still in it.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    if (session.person) takeDraft(person.email);
    else location.reload();
  });
}
