// "Paste a message" in the new-job form: what is recognised is filled in, marked, and left for the person to check.
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { describeBy } from '../shared/form_problems';
import { icon } from './icons';
import { type Found, recognise } from './paste';

type Name = keyof Found;
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const MARK = 'From the message';
/** In the order of the form. */
const labels: Record<Name, string> = {
  name: 'customer',
  phone: 'phone',
  kind: 'kind of job',
  price: 'price',
  street: 'street',
  unit: 'unit',
  city: 'city',
  zip: 'ZIP',
  email: 'e-mail',
};

export const pasteArea = html`<details class="paste">
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
  /** Somebody wanted to create the job without having decided. */
  isDue: boolean;
}

const listed = (names: Name[]): string =>
  (Object.keys(labels) as Name[])
    .filter((name) => names.includes(name))
    .map((name) => labels[name])
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

/** Returns what leads to the leftovers of a message that nobody has decided about yet; false when there are none. */
export function wirePaste(form: HTMLFormElement): () => boolean {
  const area = form.querySelector('.paste') as HTMLDetailsElement;
  const message = form.elements.namedItem('message') as HTMLTextAreaElement;
  const result = form.querySelector('.paste-result') as HTMLElement;
  /** What was filled in last, by name: as long as it stands so, another message may replace it. */
  const ours = new Map<string, string>();
  const chosen = new Set<string>();
  /** What was read last, while nobody has said what becomes of its leftovers. */
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
    ours.set(name, value);
    mark(name, true);
  }

  /** A choice is the person's own once they have made one; a text when it is not what we put there. */
  const isFree = (name: Name): boolean =>
    name === 'kind' ? !chosen.has(name) : ['', ours.get(name)].includes(control(name).value);

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
    const { found, rest, namesTime } = recognise(message.value);
    // What an earlier press has put there is not left over.
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

  // Autofill and programs set values without a person: only what comes through the keyboard or a choice counts.
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
