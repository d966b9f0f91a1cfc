// A job's form as it looks, for a new job and for one that is edited: one control for each entry of `jobFields`.
import { html, nothing, type TemplateResult } from 'lit-html';
import { maxLengthOf } from '../shared/job_rules';
import { type JobField, jobFields } from './job_fields';
import { kinds } from './kinds';

/** How times are to be read, and a remark about the window that the job has. */
interface WindowHint {
  zone: string;
  note: string | null;
}

const optionalMark = html` <span class="optional">(optional)</span>`;

/** The input of a field that has one. */
function input({
  control,
  inputs,
  type = 'text',
  inputmode = type,
  pointer,
  maxlength = maxLengthOf(pointer),
  optional,
}: JobField): TemplateResult {
  const name = inputs[0] ?? '';
  const id = `job-${name}`;
  if (control === 'lines')
    return html`<textarea id=${id} name=${name} rows="2" maxlength=${maxlength}></textarea>`;
  if (control === 'kind')
    return html`<select id=${id} name=${name} required>
      ${Object.entries(kinds).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
    </select>`;
  return html`<input id=${id} name=${name} type=${type} inputmode=${inputmode} autocomplete="off" maxlength=${maxlength}
    ?required=${!optional} ?autofocus=${jobFields[0]?.inputs[0] === name} />`;
}

const windowView = (
  { label, pointer }: JobField,
  { zone, note }: WindowHint,
): TemplateResult => html`<fieldset class="field wide" data-pointer=${pointer}>
  <legend>${label}${optionalMark}</legend>
  <div class="trio">
    <label>Day<input id="job-day" name="day" type="date" /></label>
    <label>From<input id="job-from" name="from" type="time" step="900" /></label>
    <label>To<input id="job-to" name="to" type="time" step="900" /></label>
  </div>
  <p class="hint">Times are ${zone}.${note ? html` ${note}` : nothing}</p>
  <p class="field-error" id="job-window-error" hidden></p>
</fieldset>`;

function fieldView(field: JobField, window: WindowHint): TemplateResult {
  if (field.control === 'window') return windowView(field, window);
  const { inputs, label, formLabel = label, pointer, optional, width } = field;
  const id = `job-${inputs[0]}`;
  return html`<div class="field ${width === 'row' ? 'wide' : ''}" data-pointer=${pointer}>
    <label for=${id}>${formLabel}${optional ? optionalMark : nothing}</label>
    ${input(field)}
    <p class="origin" id="${id}-origin" data-origin=${inputs[0]} hidden></p>
    <p class="field-error" id="${id}-error" hidden></p>
  </div>`;
}

/** Neighbours that are a third of a row wide share one row. */
function rows(): JobField[][] {
  const found: JobField[][] = [];
  for (const field of jobFields) {
    const row = found.at(-1);
    if (field.width === 'third' && row?.[0]?.width === 'third') row.push(field);
    else found.push([field]);
  }
  return found;
}

export const problemsSummary = html`<div class="problems" tabindex="-1" role="group"
  aria-label="Problems with this job" hidden></div>`;

/** All fields. `zone` is how times are to be read; `note` says more about the window. */
export const jobFieldsView = (zone: string, note: string | null = null): TemplateResult =>
  html`<div class="form-grid">
    ${rows().map((row) => {
      const views = row.map((field) => fieldView(field, { zone, note }));
      return row[0]?.width === 'third' ? html`<div class="trio wide">${views}</div>` : views;
    })}
  </div>`;
