// "Paste a message" in the new-job form: fills in and marks the recognised fields, for the person to check.
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { describeBy } from '../shared/form_problems';
import { icon } from './icons';
import { jobFields } from './job_fields';
import { type Found, parseMessage } from './message_parser';

type Name = keyof Found;
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const MARK = 'From the message';

/** A label within a sentence: `phone`, `ZIP`. */
const inSentence = (label: string): string =>
  /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);

export const pastedMessageView = html`<details class="paste">
  <summary>${icon('down')}Paste a customer’s message</summary>
  <div class="field">
    <label for="job-message">Message</label>
    <textarea id="job-message" name="message" rows="4" maxlength="4000" autocomplete="off"
      aria-describedby="job-message-hint"></textarea>
    <p class="hint" id="job-message-hint">Name, phone, address and price are filled in below, for you to check.
      Days and times are not read.</p>
  </div>
  <p><button class="button" type="button" data-fill>Fill in the form</button></p>
</details>
<div class="paste-result wide" role="status"></div>`;

interface Outcome {
  filled: Name[];
  kept: Name[];
  rest: string;
  namesTime: boolean;
}

interface Choices {
  toNotes(): void;
  leaveOut(): void;
  /** Whether somebody wanted to create the job without this decision. */
  isDue: boolean;
}

/** The labels of these inputs, in the order of the form. */
const listed = (names: Name[]): string =>
  jobFields
    .filter(({ inputs }) => names.includes(inputs[0] as Name))
    .map(({ label }) => inSentence(label))
    .join(', ');

function outcomeView({ filled, kept, rest, namesTime }: Outcome, choices: Choices): TemplateResult {
  return html`<p>
      ${filled.length > 0 ? html`<b>Filled in:</b> ${listed(filled)}. Check before you save.` : 'Nothing to fill in was found.'}
      ${kept.length > 0 ? html`Kept as you typed: ${listed(kept)}.` : nothing}
    </p>
    ${namesTime ? html`<p><b>A day or a time is named,</b> and was not read: enter the time window yourself.</p>` : nothing}
    ${
      rest
        ? html`<p class="paste-rest"><b>Left over:</b> “${rest}”</p>
          ${choices.isDue ? html`<p class="due">Not created yet: decide what becomes of these words.</p>` : nothing}
          <p class="paste-choice">
            <button class="button to-notes" type="button" @click=${choices.toNotes}>Add this to the notes</button>
            <button class="quiet strong" type="button" @click=${choices.leaveOut}>Leave it out</button>
          </p>`
        : nothing
    }`;
}

/** Returns a function that focuses the undecided leftovers of a message; it returns false where there are none. */
export function wirePastedMessage(form: HTMLFormElement): () => boolean {
  const area = form.querySelector('.paste') as HTMLDetailsElement;
  const message = form.elements.namedItem('message') as HTMLTextAreaElement;
  const result = form.querySelector('.paste-result') as HTMLElement;
  /** The texts that were filled in, by input name. Another message may replace them while nobody has changed them. */
  const filledIn = new Map<string, string>();
  /** The names of the inputs that the person has changed. */
  const chosen = new Set<string>();
  /** The last result whose leftovers nobody has decided about. */
  let undecided: Outcome | null = null;

  const control = (name: string): Control => form.elements.namedItem(name) as Control;

  function mark(name: string, on: boolean): void {
    const origin = form.querySelector<HTMLElement>(`[data-origin="${name}"]`);
    if (!origin) return;
    origin.textContent = on ? MARK : '';
    origin.hidden = !on;
    origin.closest('.field')?.toggleAttribute('data-recognised', on);
    describeBy(control(name), origin.id, on);
  }

  function put(name: string, value: string): void {
    control(name).value = value;
    filledIn.set(name, value);
    mark(name, true);
  }

  /** Whether a message may fill the input: nobody has chosen the kind, or typed a text of their own. */
  const isFree = (name: Name): boolean =>
    name === 'kind' ? !chosen.has(name) : ['', filledIn.get(name)].includes(control(name).value);

  function addToNotes(rest: string): void {
    const notes = control('notes');
    put('notes', [notes.value, rest].filter(Boolean).join('\n'));
    undecided = null;
    render(html`<p>Added to the notes.</p>`, result);
    notes.focus();
  }

  function leaveOut(): void {
    undecided = null;
    render(html`<p>Left out.</p>`, result);
    control('notes').focus();
  }

  function show(outcome: Outcome, isDue: boolean): void {
    undecided = outcome.rest ? outcome : null;
    render(outcomeView(outcome, { toNotes: () => addToNotes(outcome.rest), leaveOut, isDue }), result);
  }

  function fillIn(): void {
    const { found, rest, namesTime } = parseMessage(message.value);
    // An earlier press may have added the leftovers to the notes.
    const isNoted = control('notes').value.includes(rest);
    const outcome: Outcome = { filled: [], kept: [], rest: isNoted ? '' : rest, namesTime };
    for (const [name, value] of Object.entries(found) as [Name, string][]) {
      const free = isFree(name);
      if (free) put(name, value);
      if (free) outcome.filled.push(name);
      else if (control(name).value !== value) outcome.kept.push(name);
    }
    show(outcome, false);
  }

  // Only what a person enters counts: a `value` that is set by script fires no `input` event.
  form.addEventListener('input', ({ target }) => {
    const { name } = target as Control;
    chosen.add(name);
    mark(name, false);
  });
  area.querySelector('[data-fill]')?.addEventListener('click', fillIn);
  // After the text has arrived in the field.
  message.addEventListener('paste', () => setTimeout(fillIn));
  area.addEventListener('toggle', () => {
    if (area.open && !message.value) message.focus();
  });
  area.open = message.value !== '';
  return () => {
    if (!undecided) return false;
    show(undecided, true);
    result.querySelector<HTMLElement>('.to-notes')?.focus();
    return true;
  };
}
