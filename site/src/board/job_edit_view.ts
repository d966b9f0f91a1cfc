// The form in which a job is edited, with a panel about a conflict.
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Conflict, FieldConflict } from './edit_conflict';
import { icon } from './icons';
import { jobFieldsView, problemsSummary } from './job_form_view';

export interface EditForm {
  /** The customer's. */
  name: string;
  /** How the window's times are to be read. */
  zone: string;
  /** A remark about the window that the job has. */
  windowNote: string | null;
  conflict: Conflict | null;
  /** `unsaved`: the last request failed, and the same can be sent again. */
  phase: 'editing' | 'saving' | 'unsaved';
}

export interface EditActions {
  submit(event: SubmitEvent): void;
  /** Back to the details, after a question where something would be lost. */
  leave(): void;
  close(): void;
  /** Gives up what was typed, in favour of the stored job. */
  takeTheirs(): void;
}

const difference = ({ label, was, now, mine }: FieldConflict): TemplateResult =>
  html`<li><b>${label}</b>: ${was} → <b>${now}</b>${mine === null ? nothing : html` <span class="mine">You typed <b>${mine}</b></span>`}</li>`;

function conflictView({ changes, fields }: Conflict): TemplateResult {
  return html`<div class="conflict-panel" tabindex="-1" role="group" aria-label="Conflict">
    <p class="conflict-title">Not saved: the job has changed since you opened it</p>
    ${changes.map((change) => html`<p>${change}</p>`)}
    ${fields.length > 0 ? html`<ul>${fields.map(difference)}</ul>` : nothing}
    <p>What you typed is kept below. “Save mine” changes only the fields that you changed.</p>
  </div>`;
}

const submitText = ({ phase, conflict }: EditForm): string => {
  if (phase === 'saving') return 'Saving…';
  if (phase === 'unsaved') return 'Try again';
  return conflict ? 'Save mine' : 'Save changes';
};

export const jobEditView = (edit: EditForm, actions: EditActions): TemplateResult =>
  html`<form class="form" novalidate @submit=${actions.submit}>
    <header class="form-head">
      <h2 id="job-title">Edit job for ${edit.name}</h2>
      <button class="tool" type="button" aria-label="Close" @click=${actions.close}>${icon('close')}</button>
    </header>
    ${edit.conflict ? conflictView(edit.conflict) : nothing}
    ${problemsSummary} ${jobFieldsView(edit.zone, edit.windowNote)}
    <p class="form-actions">
      ${
        edit.conflict
          ? html`<button class="button danger discard" type="button" @click=${actions.takeTheirs}>Discard mine</button>`
          : html`<button class="button" type="button" @click=${actions.leave}>Cancel</button>`
      }
      <button class="button primary" type="submit" aria-disabled=${edit.phase === 'saving'}>${submitText(edit)}</button>
    </p>
  </form>`;
