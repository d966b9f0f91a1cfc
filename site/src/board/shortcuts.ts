// The keyboard shortcuts: what each key does, and when a key is left to the browser.
import { focusedCard, focusFirstCard, focusNextCard, focusNextColumn } from './card_focus';

const STORED = 'qdn.shortcuts';
const TYPING = 'input, textarea, select, [contenteditable]';

interface Actions {
  root: HTMLElement;
  newJob(): void;
  move(card: HTMLElement): void;
  undo(): void;
  showShortcuts(): void;
}

/** The list that the dialog shows. Shortcuts of one character can be turned off (WCAG 2.2, 2.1.4). */
export const shortcutList: { keys: string[]; does: string; character: boolean }[] = [
  { keys: ['↑', '↓', '←', '→'], does: 'From card to card', character: false },
  { keys: ['Enter'], does: 'Open the card', character: false },
  { keys: ['Esc'], does: 'Clear the search, close what is open', character: false },
  { keys: ['j', 'k'], does: 'Next and previous card', character: true },
  { keys: ['m'], does: 'Move the card to…', character: true },
  { keys: ['n'], does: 'New job', character: true },
  { keys: ['u'], does: 'Undo the last change', character: true },
  { keys: ['/'], does: 'Search', character: true },
  { keys: ['?'], does: 'Show these keys', character: true },
];

/** Whether shortcuts of one character are on: a preference of this device, on where it cannot be read. */
export function areCharactersOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export const setCharactersOn = (on: boolean): void => localStorage.setItem(STORED, on ? 'on' : 'off');

export const focusSearch = (root: HTMLElement): void => {
  const field = root.querySelector<HTMLInputElement>('.search input');
  field?.focus();
  field?.select();
};

/** Whether the board may take the key: not while somebody types, nor while a dialog or a menu is open. Shortcuts act on the focus, never on hover. */
function isForBoard(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return false;
  if (!(target instanceof Element) || target.closest(TYPING)) return false;
  return !document.querySelector('dialog[open], :popover-open');
}

export function listenToShortcuts({ root, newJob, move, undo, showShortcuts }: Actions): void {
  const along = (by: 1 | -1) => (): void => {
    if (focusedCard()) focusNextCard(by);
    else focusFirstCard(root);
  };
  const characters: Record<string, () => void> = {
    j: along(1),
    k: along(-1),
    n: newJob,
    u: undo,
    '/': () => focusSearch(root),
    '?': showShortcuts,
    m: () => {
      const card = focusedCard();
      if (card) move(card);
    },
  };
  const arrows: Record<string, () => void> = {
    ArrowDown: () => focusNextCard(1),
    ArrowUp: () => focusNextCard(-1),
    ArrowRight: () => focusNextColumn(1),
    ArrowLeft: () => focusNextColumn(-1),
  };
  document.addEventListener('keydown', (event) => {
    if (!isForBoard(event)) return;
    // Without a focused card the arrows scroll. Shift is ignored only for characters: most keyboards need it for "?".
    const arrow = focusedCard() && !event.shiftKey ? arrows[event.key] : undefined;
    const action = arrow ?? (areCharactersOn() ? characters[event.key] : undefined);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
