// The dialog about an ended session, on top of all others, with a button to sign in.
import { html, render } from 'lit-html';
import { openDialog } from './dialog';

let open = false;

export function askToSignIn(pausePolling: () => () => void, signIn: () => void): void {
  if (open) return;
  open = true;
  const element = document.createElement('dialog');
  element.className = 'dialog small';
  element.setAttribute('aria-labelledby', 'session-title');
  render(
    html`<div class="form">
      <h2 id="session-title">Your session has ended</h2>
      <p>Sign in again to go on. What you have typed is kept.</p>
      <p class="form-actions"><button class="button primary" type="button" @click=${signIn}>Sign in again</button></p>
    </div>`,
    element,
  );
  element.addEventListener('close', () => {
    open = false;
  });
  openDialog({ element, pausePolling });
}
