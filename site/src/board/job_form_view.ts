// A job's form as it looks, for a new job and for one that is edited: labels, input types, the places for problems.
import { html, nothing, type TemplateResult } from 'lit-html';
import { kinds } from '../shared/text';

interface Field {
  name: string;
  label: string;
  pointer: string;
  type?: string;
  inputmode?: string;
  optional?: boolean;
  wide?: boolean;
  autofocus?: boolean;
  max?: number;
}

const optional = html` <span class="optional">(optional)</span>`;

/** Where "from the message" is said of a field. */
const origin = (name: string): TemplateResult =>
  html`<p class="origin" id="job-${name}-origin" data-origin=${name} hidden></p>`;

function field(options: Field): TemplateResult {
  const { name, label, pointer, type = 'text', inputmode = type, wide = false, autofocus = false } = options;
  const id = `job-${name}`;
  return html`<div class="field ${wide ? 'wide' : ''}" data-pointer=${pointer}>
    <label for=${id}>${label}${options.optional ? optional : ''}</label>
    <input id=${id} name=${name} type=${type} inputmode=${inputmode} autocomplete="off" maxlength=${options.max ?? 120}
      ?required=${!options.optional} ?autofocus=${autofocus} />
    ${origin(name)}
    <p class="field-error" id="${id}-error" hidden></p>
  </div>`;
}

const kindField = html`<div class="field" data-pointer="/service/kind">
  <label for="job-kind">Kind of job</label>
  <select id="job-kind" name="kind" required>
    ${Object.entries(kinds).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
  </select>
  ${origin('kind')}
  <p class="field-error" id="job-kind-error" hidden></p>
</div>`;

const windowFields = (
  zone: string,
  note: string | null,
): TemplateResult => html`<fieldset class="field wide" data-pointer="/window">
  <legend>Time window${optional}</legend>
  <div class="trio">
    <label>Day<input id="job-day" name="day" type="date" /></label>
    <label>From<input id="job-from" name="from" type="time" step="900" /></label>
    <label>To<input id="job-to" name="to" type="time" step="900" /></label>
  </div>
  <p class="hint">Times are ${zone}.${note ? html` ${note}` : nothing}</p>
  <p class="field-error" id="job-window-error" hidden></p>
</fieldset>`;

export const problemsSummary = html`<div class="problems" tabindex="-1" role="group"
  aria-label="Problems with this job" hidden></div>`;

/** The fields. `zone` is how times are to be read; `windowNote` says more about the window. */
export const jobFields = (zone: string, windowNote: string | null = null): TemplateResult =>
  html`<div class="form-grid">
    ${field({ name: 'name', label: 'Customer', pointer: '/customer/name', autofocus: true })}
    ${field({ name: 'phone', label: 'Phone', pointer: '/customer/phone', type: 'tel', max: 40 })}
    ${kindField}
    ${field({ name: 'price', label: 'Price in USD', pointer: '/price', inputmode: 'decimal', optional: true, max: 12 })}
    ${field({ name: 'street', label: 'Street', pointer: '/service/address/street', wide: true, max: 200 })}
    <div class="trio wide">
      ${field({ name: 'unit', label: 'Unit', pointer: '/service/address/unit', optional: true, max: 40 })}
      ${field({ name: 'city', label: 'City', pointer: '/service/address/city', optional: true, max: 80 })}
      ${field({ name: 'zip', label: 'ZIP', pointer: '/service/address/zip', inputmode: 'numeric', optional: true, max: 10 })}
    </div>
    ${windowFields(zone, windowNote)}
    ${field({ name: 'email', label: 'E-mail', pointer: '/customer/email', type: 'email', optional: true, wide: true, max: 254 })}
    <div class="field wide" data-pointer="/service/notes">
      <label for="job-notes">Notes${optional}</label>
      <textarea id="job-notes" name="notes" rows="2" maxlength="2000"></textarea>
      ${origin('notes')}
      <p class="field-error" id="job-notes-error" hidden></p>
    </div>
  </div>`;
