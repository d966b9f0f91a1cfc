// Drags a card by touch: hold it, then move. A finger that moves at once scrolls. Browsers differ in whether a long press
// starts a native drag (Android's does not with a screen reader), so this does not depend on it.

const HOLD_MS = 350;
/** Movement of a finger that is meant to be still. */
const SLOP_PX = 10;

interface Wiring {
  canDrag(card: HTMLElement): boolean;
  begin(card: HTMLElement): void;
  /** Called with the element under the finger. */
  over(at: Element | null): void;
  /** `drop`: the finger was lifted; otherwise the system has cancelled the gesture. */
  end(card: HTMLElement, drop: boolean): void;
}

interface Held {
  card: HTMLElement;
  from: { x: number; y: number };
  timer: number;
  /** The copy of the card that follows the finger; null until the hold was long enough. */
  ghost: HTMLElement | null;
}

/** Smaller than the card, and below the finger, so that it hides no column's name. */
function ghostOf(card: HTMLElement, { x, y }: { x: number; y: number }): HTMLElement {
  const width = card.offsetWidth;
  const ghost = card.cloneNode(true) as HTMLElement;
  ghost.removeAttribute('data-token');
  ghost.setAttribute('aria-hidden', 'true');
  ghost.inert = true;
  ghost.classList.add('ghost');
  Object.assign(ghost.style, { left: `${x - width / 2}px`, top: `${y}px`, width: `${width}px` });
  document.body.append(ghost);
  return ghost;
}

export function dragByTouch({ canDrag, begin, over, end }: Wiring): void {
  let held: Held | null = null;

  function letGo(drop: boolean): void {
    if (!held) return;
    const { card, ghost, timer } = held;
    held = null;
    clearTimeout(timer);
    ghost?.remove();
    if (ghost) end(card, drop);
  }

  function pickUp(): void {
    if (!held) return;
    held.ghost = ghostOf(held.card, held.from);
    begin(held.card);
  }

  document.addEventListener(
    'touchstart',
    ({ touches, target }) => {
      letGo(false);
      const [touch] = touches;
      const card = (target as Element).closest<HTMLElement>('.card');
      const isOnControl = (target as Element).closest('.card-actions, .note') !== null;
      if (!card || !touch || touches.length > 1 || isOnControl || !canDrag(card)) return;
      const from = { x: touch.clientX, y: touch.clientY };
      held = { card, from, ghost: null, timer: window.setTimeout(pickUp, HOLD_MS) };
    },
    { passive: true },
  );
  document.addEventListener(
    'touchmove',
    (event) => {
      const [touch] = event.touches;
      if (!held || !touch) return;
      const [x, y] = [touch.clientX - held.from.x, touch.clientY - held.from.y];
      if (!held.ghost) {
        if (Math.hypot(x, y) > SLOP_PX) letGo(false);
        return;
      }
      event.preventDefault(); // no scrolling under a drag
      held.ghost.style.translate = `${x}px ${y}px`;
      over(document.elementFromPoint(touch.clientX, touch.clientY));
    },
    { passive: false },
  );
  document.addEventListener('touchend', (event) => {
    if (held?.ghost) event.preventDefault(); // no click on what was dragged
    letGo(true);
  });
  document.addEventListener('touchcancel', () => letGo(false));
  // A long press would otherwise start the browser's own drag, or open its menu.
  for (const type of ['dragstart', 'contextmenu'])
    document.addEventListener(
      type,
      (event) => {
        if (!held) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true },
    );
}
