// Keeps a dialog from closing over what is typed and not saved: asks first.
import { html, render } from 'lit-html';
import { openDialog } from './dialog';

interface Options {
  element: HTMLDialogElement;
  hold(): () => void;
  isDirty(): boolean;
  /** It is being saved: what becomes of it is known in a moment, and nothing can be taken back. */
  isBusy(): boolean;
  /** The browser has closed the dialog without asking, as some do on a second press of Back. */
  closedUnasked(): void;
}

/** Whether the person gives up what they typed. */
export function askToDiscard(hold: () => () => void): Promise<boolean> {
  const element = document.createElement('dialog');
  element.className = 'dialog small';
  element.setAttribute('aria-labelledby', 'discard-title');
  let resolve: (discard: boolean) => void = () => undefined;
  const answered = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  const answer = (discard: boolean) => (): void => {
    resolve(discard);
    element.close();
  };
  render(
    html`<div class="form">
      <h2 id="discard-title">Discard what you typed?</h2>
      <p>It has not been saved.</p>
      <p class="form-actions">
        <button class="button danger" type="button" @click=${answer(true)}>Discard</button>
        <button class="button primary" type="button" autofocus @click=${answer(false)}>Keep editing</button>
      </p>
    </div>`,
    element,
  );
  openDialog({ element, hold });
  // Escape keeps what is typed.
  element.addEventListener('close', () => resolve(false));
  return answered;
}

/** Returns what closes the dialog, after asking where something would be lost. */
export function guardUnsaved({
  element,
  hold,
  isDirty,
  isBusy,
  closedUnasked,
}: Options): () => Promise<void> {
  let asking = false;
  let mayClose = false;
  const close = async (): Promise<void> => {
    if (asking || isBusy()) return;
    asking = true;
    mayClose = !isDirty() || (await askToDiscard(hold));
    asking = false;
    if (mayClose) element.close();
  };
  // Before the browser's own request to close: that one cannot be refused twice in a row.
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    void close();
  });
  element.addEventListener('cancel', (event) => {
    event.preventDefault();
    void close();
  });
  element.addEventListener('close', () => {
    if (!mayClose && isDirty()) closedUnasked();
  });
  return close;
}
