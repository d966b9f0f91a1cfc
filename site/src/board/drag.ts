// Dragging a card to a column, on a phone to its tab. During a drag every column shows whether it takes the card.
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import type { Card } from '../generated/api';
import { transition } from '../shared/status_flow';
import { dragByTouch } from './touch_drag';

interface Wiring {
  card(token: string): Card | undefined;
  /** Whether the card can be picked up now. */
  canDrag(token: string): boolean;
  /** Called when a drag begins. Returns what lets polling go on. */
  pausePolling(): () => void;
  drop(token: string, to: string): void;
}

const tokenOf = (data: Record<string, unknown>): string => String(data.token ?? '');

const allows = (card: Card | undefined, to: string): boolean => {
  const step = card && transition(card.status, to);
  return step !== undefined && step.kind !== 'cancel';
};

export class Drag {
  #wiring: Wiring;
  /** The registered elements, each with the function that unregisters it. */
  #registered = new Map<HTMLElement, () => void>();
  #release: (() => void) | null = null;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    monitorForElements({
      onDragStart: ({ source }) => this.#begin(tokenOf(source.data)),
      onDrop: ({ source, location }) => {
        this.#end();
        const to = location.current.dropTargets[0]?.data.status;
        if (typeof to === 'string') this.#wiring.drop(tokenOf(source.data), to);
      },
    });
    this.#dragByTouch();
  }

  #dragByTouch(): void {
    const token = (card: HTMLElement): string => card.dataset.token ?? '';
    let target: HTMLElement | null = null;
    dragByTouch({
      canDrag: (card) => this.#wiring.canDrag(token(card)),
      begin: (card) => {
        card.setAttribute('data-dragging', '');
        this.#begin(token(card));
      },
      over: (at) => {
        const next = at?.closest<HTMLElement>('[data-drop="allowed"]') ?? null;
        if (next === target) return;
        target?.removeAttribute('data-over');
        next?.setAttribute('data-over', '');
        target = next;
      },
      end: (card, drop) => {
        const to = target?.dataset.status;
        target?.removeAttribute('data-over');
        target = null;
        card.removeAttribute('data-dragging');
        this.#end();
        if (drop && to) this.#wiring.drop(token(card), to);
      },
    });
  }

  /** Registers the cards and columns that were just painted, and unregisters those that are gone. */
  sync(root: HTMLElement): void {
    for (const [element, unregister] of this.#registered) {
      if (element.isConnected) continue;
      unregister();
      this.#registered.delete(element);
    }
    for (const element of root.querySelectorAll<HTMLElement>('.card, .column, .tab')) {
      if (this.#registered.has(element)) continue;
      const register = element.classList.contains('card') ? this.#card : this.#target;
      this.#registered.set(element, register.call(this, element));
    }
  }

  #card(element: HTMLElement): () => void {
    const token = element.dataset.token ?? '';
    return draggable({
      element,
      canDrag: () => this.#wiring.canDrag(token),
      getInitialData: () => ({ token }),
      // The browser has made its drag image of the card by then.
      onDragStart: () => element.setAttribute('data-dragging', ''),
      onDrop: () => element.removeAttribute('data-dragging'),
    });
  }

  #target(element: HTMLElement): () => void {
    const status = element.dataset.status ?? '';
    return dropTargetForElements({
      element,
      getData: () => ({ status }),
      canDrop: ({ source }) => allows(this.#wiring.card(tokenOf(source.data)), status),
      onDragEnter: () => element.setAttribute('data-over', ''),
      onDragLeave: () => element.removeAttribute('data-over'),
      onDrop: () => element.removeAttribute('data-over'),
    });
  }

  #begin(token: string): void {
    this.#release = this.#wiring.pausePolling();
    const card = this.#wiring.card(token);
    for (const element of this.#targets()) {
      const status = element.dataset.status ?? '';
      const state = status === card?.status ? 'home' : allows(card, status) ? 'allowed' : 'refused';
      element.dataset.drop = state;
    }
  }

  #end(): void {
    for (const element of this.#targets()) delete element.dataset.drop;
    this.#release?.();
    this.#release = null;
  }

  #targets(): HTMLElement[] {
    return [...this.#registered.keys()].filter((element) => element.matches('.column, .tab'));
  }
}
