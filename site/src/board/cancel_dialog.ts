// The dialog for the reason of a cancellation, which is required and kept in the job's history.
import { html, render } from 'lit-html';
import type { Card } from '../generated/api';
import { clearProblems, showProblems } from '../shared/form_problems';
import { typedIn } from '../shared/text';
import { openDialog } from './dialog';

const reasons = ['Customer changed their mind', 'Could not reach the customer', 'Entered twice'];

interface Options {
  card: Card;
  pausePolling(): () => void;
  returnTo(): HTMLElement | null;
  confirm(why: string): void;
}

export function askToCancel({ card, pausePolling, returnTo, confirm }: Options): void {
  const element = document.createElement('dialog');
  element.className = 'dialog small';
  element.setAttribute('aria-labelledby', 'cancel-title');

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const why = typedIn(new FormData(form), 'why');
    if (!why) {
      const problem = { pointer: '/why', detail: 'Say why the job is cancelled.' };
      return showProblems(form, 'A reason is missing', [problem]);
    }
    clearProblems(form);
    element.close();
    confirm(why);
  };
  const suggest = (reason: string): void => {
    const field = element.querySelector<HTMLTextAreaElement>('#why');
    if (!field) return;
    field.value = reason;
    field.focus();
  };

  render(
    html`<form class="form" novalidate @submit=${submit}>
      <h2 id="cancel-title">Cancel the job for ${card.customer.name}?</h2>
      <p class="dim">It leaves the board, and the customer’s page says that it was cancelled.</p>
      <div class="problems" tabindex="-1" role="group" aria-label="Problems" hidden></div>
      <div class="field" data-pointer="/why">
        <label for="why">Reason</label>
        <textarea id="why" name="why" rows="2" maxlength="500" required autofocus></textarea>
        <p class="field-error" id="why-error" hidden></p>
      </div>
      <p class="chips">
        ${reasons.map((reason) => html`<button class="chip" type="button" @click=${() => suggest(reason)}>${reason}</button>`)}
      </p>
      <p class="form-actions">
        <button class="button" type="button" @click=${() => element.close()}>Keep the job</button>
        <button class="button danger" type="submit">Cancel job</button>
      </p>
    </form>`,
    element,
  );
  openDialog({ element, pausePolling, returnTo });
}
