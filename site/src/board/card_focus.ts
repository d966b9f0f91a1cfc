// The focus among the cards: moves it from card to card, and restores it when a card is painted again.

const CONTROLS = ['.card-open', '.move', '.call', '.text', '.map', '.copy'];

const shown = (cards: Iterable<HTMLElement>): HTMLElement[] => [...cards].filter((card) => !card.hidden);
const cardsIn = (column: Element | null | undefined): HTMLElement[] =>
  column ? shown(column.querySelectorAll<HTMLElement>('.card')) : [];

export const focusedCard = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>('.card') ?? null;

function focusCard(card: HTMLElement | undefined): boolean {
  card?.querySelector<HTMLElement>('.card-open')?.focus();
  // Cards outside of the viewport are not laid out until they come near it.
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return card !== undefined;
}

/** Focuses the first card that is displayed. */
export const focusFirstCard = (root: HTMLElement): boolean =>
  focusCard(
    [...root.querySelectorAll<HTMLElement>('.card:not([hidden])')].find((card) => card.offsetParent !== null),
  );

/** Moves the focus up or down in a column; it stays at the column's ends. */
export function focusNextCard(by: 1 | -1): void {
  const card = focusedCard();
  const cards = cardsIn(card?.closest('.column'));
  if (card) focusCard(cards[cards.indexOf(card) + by]);
}

/** Moves the focus to the nearest column in that direction that has cards, to the card at the same position. */
export function focusNextColumn(by: 1 | -1): void {
  const card = focusedCard();
  const column = card?.closest('.column');
  if (!card || !column) return;
  const at = cardsIn(column).indexOf(card);
  const all = [...document.querySelectorAll('.column')];
  for (let next = all.indexOf(column) + by; next >= 0 && next < all.length; next += by) {
    const cards = cardsIn(all[next]).filter((candidate) => candidate.offsetParent !== null);
    if (focusCard(cards[Math.min(at, cards.length - 1)])) return;
  }
}

/** Scrolls the card that the toast is about, and the focused element, out from under the toast. */
export function scrollFromUnderToast(root: HTMLElement): void {
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
 * Remembers which card, or which toast about one, has the focus. Call the returned function after painting: where the
 * focus was lost, it goes to the same control of the same card, or to the card at its position, or to `fallback`.
 */
export function rememberFocus(root: HTMLElement, fallback: string): () => void {
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
    (target ?? root.querySelector<HTMLElement>(fallback))?.focus();
  };
}
