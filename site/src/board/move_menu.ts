// The "Move to…" menu: the alternative to dragging that every card has, for keyboard, touch and screen readers.
import { html, render } from 'lit-html';
import { labelOf, statusOf, type Transition } from '../shared/flow';
import type { Card } from '../shared/types';
import { icon, statusIcon } from './icons';

const GAP = 4;

function itemText({ to, kind }: Transition): string {
  if (kind === 'cancel') return 'Cancel job…';
  return kind === 'undo' ? `Back to ${labelOf(to)}` : labelOf(to);
}

export class MoveMenu {
  #menu = document.createElement('div');
  #opener: HTMLElement | null = null;
  #choose: (card: Card, to: Transition) => void;
  #card: Card | null = null;

  constructor(choose: (card: Card, to: Transition) => void) {
    this.#choose = choose;
    this.#menu.className = 'menu';
    // `auto`: the browser closes it on Escape and on a click elsewhere.
    this.#menu.popover = 'auto';
    this.#menu.setAttribute('role', 'menu');
    this.#menu.addEventListener('keydown', (event) => this.#onKey(event));
    this.#menu.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState === 'closed') this.#opener?.setAttribute('aria-expanded', 'false');
    });
    document.body.append(this.#menu);
  }

  get isOpen(): boolean {
    return this.#menu.matches(':popover-open');
  }

  open(card: Card, opener: HTMLElement): void {
    this.#card = card;
    this.#opener = opener;
    this.#menu.setAttribute('aria-label', `Move ${card.customer.name} to`);
    render(this.#items(card), this.#menu);
    this.#menu.showPopover();
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
    return [...this.#menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  #pick(transition: Transition): void {
    const card = this.#card;
    this.#close();
    if (card) this.#choose(card, transition);
  }

  #close(): void {
    this.#menu.hidePopover();
    this.#opener?.focus();
  }

  /** Below the button, or above it where the window ends; never outside. */
  #place(opener: HTMLElement): void {
    const anchor = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#menu;
    const below = anchor.bottom + GAP;
    const top = below + height > innerHeight ? anchor.top - height - GAP : below;
    this.#menu.style.top = `${Math.max(GAP, top)}px`;
    this.#menu.style.left = `${Math.max(GAP, Math.min(anchor.right - width, innerWidth - width - GAP))}px`;
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
