// The focus among the cards: the way from card to card, and back to where it was when a card is painted anew.

const CONTROLS = ['.card-open', '.move', '.call', '.text', '.map', '.copy'];

const shown = (cards: Iterable<HTMLElement>): HTMLElement[] => [...cards].filter((card) => !card.hidden);
const cardsIn = (column: Element | null | undefined): HTMLElement[] =>
  column ? shown(column.querySelectorAll<HTMLElement>('.card')) : [];

export const focusedCard = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>('.card') ?? null;

function enter(card: HTMLElement | undefined): boolean {
  card?.querySelector<HTMLElement>('.card-open')?.focus();
  // Cards are laid out only near the window: this brings it there.
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return card !== undefined;
}

/** The first card that is in sight. */
export const enterFirst = (root: HTMLElement): boolean =>
  enter(
    [...root.querySelectorAll<HTMLElement>('.card:not([hidden])')].find((card) => card.offsetParent !== null),
  );

/** Up and down in a column; stays at its ends. */
export function step(by: 1 | -1): void {
  const card = focusedCard();
  const cards = cardsIn(card?.closest('.column'));
  if (card) enter(cards[cards.indexOf(card) + by]);
}

/** To the nearest column in that direction which has cards, at about the same height. */
export function stepColumn(by: 1 | -1): void {
  const card = focusedCard();
  const column = card?.closest('.column');
  if (!card || !column) return;
  const at = cardsIn(column).indexOf(card);
  const all = [...document.querySelectorAll('.column')];
  for (let next = all.indexOf(column) + by; next >= 0 && next < all.length; next += by) {
    const cards = cardsIn(all[next]).filter((candidate) => candidate.offsetParent !== null);
    if (enter(cards[Math.min(at, cards.length - 1)])) return;
  }
}

/** Brings out what the toast has come to lie over: the card that it is about, and what has the focus. */
export function clearOfToast(root: HTMLElement): void {
  const toast = root.querySelector<HTMLElement>('.toast');
  if (!toast) return;
  const { top, left, right } = toast.getBoundingClientRect();
  const about = root.querySelector(`.card[data-token="${toast.dataset.about}"]`);
  const focused = document.activeElement?.closest('.card, .card-actions') ?? null;
  for (const element of [about, focused]) {
    const box = element?.getBoundingClientRect();
    const isUnder = box && box.bottom > top && box.right > left && box.left < right;
    if (isUnder) element?.scrollIntoView({ block: 'nearest' });
  }
}

/**
 * Remembers which card, or which toast about one, has the focus. What is returned gives it back after painting, if it
 * was lost by that: to the same control of the same card, or to the card that took its place, or to `otherwise`.
 */
export function keepFocus(root: HTMLElement, otherwise: string): () => void {
  const card = focusedCard() ?? document.activeElement?.closest<HTMLElement>('.toast');
  if (!card) return () => undefined;
  const token = card.dataset.token ?? card.dataset.about;
  const column = card.closest<HTMLElement>('.column');
  const at = cardsIn(column).indexOf(card);
  const control = CONTROLS.find((selector) => document.activeElement?.matches(selector)) ?? '.move';
  return () => {
    if (document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
    const same = root.querySelector<HTMLElement>(`.card[data-token="${token}"]:not([hidden])`);
    const cards = cardsIn(column);
    const target = (same ?? cards[Math.min(at, cards.length - 1)])?.querySelector<HTMLElement>(control);
    (target ?? root.querySelector<HTMLElement>(otherwise))?.focus();
  };
}
