// The dialog that lists the keyboard shortcuts, and turns off those of a single character.
import { html, render } from 'lit-html';
import { openDialog } from './dialog';
import { icon } from './icons';
import { areCharactersOn, setCharactersOn, shortcutList } from './shortcuts';

export function showShortcuts(pausePolling: () => () => void, returnTo: () => HTMLElement | null): void {
  const element = document.createElement('dialog');
  element.className = 'dialog small';
  element.setAttribute('aria-labelledby', 'keys-title');
  const paint = (): void => {
    const on = areCharactersOn();
    render(
      html`<div class="form">
        <header class="form-head">
          <h2 id="keys-title">Keys</h2>
          <button class="tool" type="button" aria-label="Close" @click=${() => element.close()}>${icon('close')}</button>
        </header>
        <dl class="key-map">
          ${shortcutList.map(
            ({ keys, does, character }) =>
              html`<div ?data-off=${character && !on}><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd></div>`,
          )}
        </dl>
        <label class="check"><input type="checkbox" .checked=${on} @change=${(event: Event) => {
          setCharactersOn((event.target as HTMLInputElement).checked);
          paint();
        }} />Use the keys that are a single letter or sign</label>
      </div>`,
      element,
    );
  };
  paint();
  openDialog({ element, pausePolling, returnTo });
}
