// A confirmation before a dialog closes with typed text that is not saved.
import { html, render } from 'lit-html';
import { openDialog } from './dialog';

interface Options {
  element: HTMLDialogElement;
  pausePolling(): () => void;
  isDirty(): boolean;
  /** It is being saved: the result is known in a moment, and the request cannot be taken back. */
  isBusy(): boolean;
  /** The browser has closed the dialog without a `cancel` event, as some do on a second press of Back. */
  onForcedClose(): void;
}

/** The dialog that confirms that typed text is discarded. */
export function confirmDiscard(pausePolling: () => () => void): Promise<boolean> {
  const element = document.createElement('dialog');
  element.className = 'dialog small';
  element.setAttribute('aria-labelledby', 'discard-title');
  let resolve: (discard: boolean) => void = () => undefined;
  const decision = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  const choose = (discard: boolean) => (): void => {
    resolve(discard);
    element.close();
  };
  render(
    html`<div class="form">
      <h2 id="discard-title">Discard what you typed?</h2>
      <p>It has not been saved.</p>
      <p class="form-actions">
        <button class="button danger" type="button" @click=${choose(true)}>Discard</button>
        <button class="button primary" type="button" autofocus @click=${choose(false)}>Keep editing</button>
      </p>
    </div>`,
    element,
  );
  openDialog({ element, pausePolling });
  // Escape keeps what is typed.
  element.addEventListener('close', () => resolve(false));
  return decision;
}

/** Returns a function that closes the dialog, after a question where something would be lost. */
export function guardUnsaved({
  element,
  pausePolling,
  isDirty,
  isBusy,
  onForcedClose,
}: Options): () => Promise<void> {
  let isQuestionOpen = false;
  let mayClose = false;
  const close = async (): Promise<void> => {
    if (isQuestionOpen || isBusy()) return;
    isQuestionOpen = true;
    mayClose = !isDirty() || (await confirmDiscard(pausePolling));
    isQuestionOpen = false;
    if (mayClose) element.close();
  };
  // Handled before the browser's own close request, which cannot be cancelled twice in a row.
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
    if (!mayClose && isDirty()) onForcedClose();
  });
  return close;
}
