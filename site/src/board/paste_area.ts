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
    <p class="hint" id="job-message-hint">Name, phone, address and price are filled in below, for you to check.</p>
  </div>
  <p><button class="button" type="button" data-fill>Fill in the form</button></p>
  <div class="paste-result" role="status"></div>
</details>`;

interface Outcome {
  filled: Name[];
  kept: Name[];
  rest: string;
}

const listed = (names: Name[]): string =>
  (Object.keys(labels) as Name[])
    .filter((name) => names.includes(name))
    .map((name) => labels[name])
    .join(', ');

function outcomeView({ filled, kept, rest }: Outcome, toNotes: () => void): TemplateResult {
  return html`<p>
      ${filled.length > 0 ? html`<b>Filled in:</b> ${listed(filled)}. Check before you save.` : 'Nothing to fill in was found.'}
      ${kept.length > 0 ? html`Kept as you typed: ${listed(kept)}.` : nothing}
    </p>
    ${
      rest
        ? html`<p class="paste-rest"><b>Left over:</b> “${rest}”</p>
          <p><button class="button" type="button" @click=${toNotes}>Add this to the notes</button></p>`
        : nothing
    }`;
}

export function wirePaste(form: HTMLFormElement): void {
  const area = form.querySelector('.paste') as HTMLDetailsElement;
  const message = form.elements.namedItem('message') as HTMLTextAreaElement;
  const result = area.querySelector('.paste-result') as HTMLElement;
  /** What was filled in last, by name: as long as it stands so, another message may replace it. */
  const ours = new Map<string, string>();
  const chosen = new Set<string>();

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
    render(html`<p>Added to the notes.</p>`, result);
    notes.focus();
  }

  function fillIn(): void {
    const { found, rest } = recognise(message.value);
    const outcome: Outcome = { filled: [], kept: [], rest };
    for (const [name, value] of Object.entries(found) as [Name, string][]) {
      const free = isFree(name);
      if (free) put(name, value);
      if (free) outcome.filled.push(name);
      else if (control(name).value !== value) outcome.kept.push(name);
    }
    render(
      outcomeView(outcome, () => addToNotes(rest)),
      result,
    );
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
}
