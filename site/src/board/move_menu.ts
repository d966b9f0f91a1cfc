// The "Move to…" menu: the alternative to dragging that every card has, for keyboard, touch and screen readers.
import { html, render } from 'lit-html';
import type { Card } from '../generated/api';
import { labelOf, statusOf, type Transition } from '../shared/status_flow';
import { icon, statusIcon } from './icons';

const GAP = 4;

function itemText({ to, kind }: Transition): string {
  if (kind === 'cancel') return 'Cancel job…';
  return kind === 'undo' ? `Back to ${labelOf(to)}` : labelOf(to);
}

export class MoveMenu {
  readonly element = document.createElement('div');
  #opener: HTMLElement | null = null;
  #choose: (card: Card, to: Transition) => void;
  #card: Card | null = null;
  #pausePolling: () => () => void;
  #release: (() => void) | null = null;

  /** `pausePolling`: while it is open no poll may change the card that it is about. */
  constructor(pausePolling: () => () => void, choose: (card: Card, to: Transition) => void) {
    this.#pausePolling = pausePolling;
    this.#choose = choose;
    this.element.className = 'menu';
    // `auto`: the browser closes it on Escape and on a click elsewhere.
    this.element.popover = 'auto';
    this.element.setAttribute('role', 'menu');
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState === 'closed') this.#closed();
      else this.#opened();
    });
  }

  /** Opens below its button; a second press on the same button closes it. */
  toggle(card: Card, opener: HTMLElement): void {
    if (this.element.matches(':popover-open')) return this.#close();
    this.#release ??= this.#pausePolling();
    this.#card = card;
    this.#opener = opener;
    this.element.setAttribute('aria-label', `Move ${card.customer.name} to`);
    render(this.#items(card), this.element);
    this.element.showPopover();
    this.#place(opener);
    opener.setAttribute('aria-expanded', 'true');
    this.#buttons()[0]?.focus();
  }

  #items(card: Card): unknown {
    const transitions = statusOf(card.status)?.transitions ?? [];
    return transitions.map((transition) => {
      const target = statusOf(transition.to);
      const sign = transition.kind === 'undo' ? icon('back') : target && statusIcon(target.icon);
      return html`<button class="menu-item" type="button" role="menuitem" tabindex="-1" data-to=${transition.to}
        data-color=${transition.kind === 'cancel' ? 'red' : (target?.color ?? 'slate')}
        @click=${() => this.#pick(transition)}>${sign}<span>${itemText(transition)}</span></button>`;
    });
  }

  #buttons(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  #pick(transition: Transition): void {
    const card = this.#card;
    this.#close();
    if (card) this.#choose(card, transition);
  }

  /** Makes the button the menu's invoker: otherwise a press on it closes the menu as a click outside, and the click opens it again. */
  #opened(): void {
    if (!(this.#opener instanceof HTMLButtonElement)) return;
    this.#opener.popoverTargetElement = this.element;
    this.#opener.popoverTargetAction = 'hide';
  }

  #closed(): void {
    if (this.#opener instanceof HTMLButtonElement) this.#opener.popoverTargetElement = null;
    this.#opener?.setAttribute('aria-expanded', 'false');
    this.#release?.();
    this.#release = null;
  }

  #close(): void {
    this.element.hidePopover();
    this.#opener?.focus();
  }

  /** Below the button, or above it where the window ends; never outside. */
  #place(opener: HTMLElement): void {
    const anchor = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = anchor.bottom + GAP;
    const top = below + height > innerHeight ? anchor.top - height - GAP : below;
    this.element.style.top = `${Math.max(GAP, top)}px`;
    this.element.style.left = `${Math.max(GAP, Math.min(anchor.right - width, innerWidth - width - GAP))}px`;
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const last = buttons.length - 1;
    const targets: Record<string, number> = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      buttons[target]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      this.#close();
    }
  }
}
