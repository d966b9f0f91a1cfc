// The keyboard map: what each key does, and when a key is left to the browser.
import { enterFirst, focusedCard, step, stepColumn } from './focus';

const STORED = 'qdn.shortcuts';
const TYPING = 'input, textarea, select, [contenteditable]';

interface Wiring {
  root: HTMLElement;
  newJob(): void;
  move(card: HTMLElement): void;
  undo(): void;
  help(): void;
}

/** What the dialog shows. Keys that are one character can be turned off (WCAG 2.2, 2.1.4). */
export const keyMap: { keys: string[]; does: string; character: boolean }[] = [
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

/** A preference of this device; on where it cannot be read. */
export function charactersOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export const setCharacters = (on: boolean): void => localStorage.setItem(STORED, on ? 'on' : 'off');

export const focusSearch = (root: HTMLElement): void => {
  const field = root.querySelector<HTMLInputElement>('.search input');
  field?.focus();
  field?.select();
};

/** Keys act on what has the focus, never on what the pointer is over, and never while somebody types. */
function isFree(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return false;
  if (!(target instanceof Element) || target.closest(TYPING)) return false;
  return !document.querySelector('dialog[open], :popover-open');
}

export function listenToKeys({ root, newJob, move, undo, help }: Wiring): void {
  const along = (by: 1 | -1) => (): void => {
    if (focusedCard()) step(by);
    else enterFirst(root);
  };
  const characters: Record<string, () => void> = {
    j: along(1),
    k: along(-1),
    n: newJob,
    u: undo,
    '/': () => focusSearch(root),
    '?': help,
    m: () => {
      const card = focusedCard();
      if (card) move(card);
    },
  };
  const arrows: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => stepColumn(1),
    ArrowLeft: () => stepColumn(-1),
  };
  document.addEventListener('keydown', (event) => {
    if (!isFree(event)) return;
    // Without a card, the arrows scroll as they always do. Shift is part of "?" on most keyboards, and of no other key.
    const arrow = focusedCard() && !event.shiftKey ? arrows[event.key] : undefined;
    const action = arrow ?? (charactersOn() ? characters[event.key] : undefined);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
