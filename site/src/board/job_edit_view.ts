// The form in which a job is edited, and what it says when somebody else was first.
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Conflict, FieldConflict } from './edit_conflict';
import { icon } from './icons';
import { jobFields, problemsSummary } from './job_form_view';

export interface Editing {
  name: string;
  zone: string;
  windowNote: string | null;
  conflict: Conflict | null;
  /** `tryAgain`: it is not saved, and the same can be sent once more. */
  phase: 'open' | 'saving' | 'tryAgain';
}

export interface EditActions {
  submit(event: SubmitEvent): void;
  /** Back to reading, after asking where something would be lost. */
  leave(): void;
  close(): void;
  /** Give up what was typed for what is there now. */
  takeTheirs(): void;
}

const difference = ({ label, was, now, mine }: FieldConflict): TemplateResult =>
  html`<li><b>${label}</b>: ${was} → <b>${now}</b>${mine === null ? nothing : html` <span class="mine">You typed <b>${mine}</b></span>`}</li>`;

function conflictView({ deeds, fields }: Conflict): TemplateResult {
  return html`<div class="conflict-panel" tabindex="-1" role="group" aria-label="Conflict">
    <p class="conflict-title">Not saved: the job has changed since you opened it</p>
    ${deeds.map((deed) => html`<p>${deed}</p>`)}
    ${fields.length > 0 ? html`<ul>${fields.map(difference)}</ul>` : nothing}
    <p>What you typed is kept below. “Save mine” changes only the fields that you changed.</p>
  </div>`;
}

const submitText = ({ phase, conflict }: Editing): string => {
  if (phase === 'saving') return 'Saving…';
  if (phase === 'tryAgain') return 'Try again';
  return conflict ? 'Save mine' : 'Save changes';
};

export const jobEditView = (editing: Editing, actions: EditActions): TemplateResult =>
  html`<form class="form" novalidate @submit=${actions.submit}>
    <header class="form-head">
      <h2 id="job-title">Edit job for ${editing.name}</h2>
      <button class="tool" type="button" aria-label="Close" @click=${actions.close}>${icon('close')}</button>
    </header>
    ${editing.conflict ? conflictView(editing.conflict) : nothing}
    ${problemsSummary} ${jobFields(editing.zone, editing.windowNote)}
    <p class="form-actions">
      ${
        editing.conflict
          ? html`<button class="button danger discard" type="button" @click=${actions.takeTheirs}>Discard mine</button>`
          : html`<button class="button" type="button" @click=${actions.leave}>Cancel</button>`
      }
      <button class="button primary" type="submit" aria-disabled=${editing.phase === 'saving'}>${submitText(editing)}</button>
    </p>
  </form>`;
