// Expands the booking form's HTML at build time: <form-field> into a label, a control and its messages, and
// <form-services> into one choice per service. book/index.html is the one list of the form's questions.
import { readBookingRules, readServices } from './texts.mjs';

const FIELD = /<form-field pointer="([^"]+)"([^>]*)><\/form-field>/g;
const SERVICES = '<form-services></form-services>';

/** The rule at a JSON pointer. Throws for a pointer that the model of a booking does not have. */
function ruleAt(pointer) {
  const rule = pointer
    .split('/')
    .slice(1)
    .reduce((outer, name) => outer?.properties?.[name], readBookingRules());
  if (!rule) throw new Error(`book/index.html: no field of a booking has the pointer ${pointer}.`);
  return rule;
}

/** Removes an attribute from the text of all attributes: its value ('' without one, null when absent), and the rest. */
function take(attributes, name) {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=\\s|$)`).exec(attributes);
  return found ? [found[1] ?? '', attributes.replace(found[0], '')] : [null, attributes];
}

/**
 * One question. Its name is the last part of the pointer: of the control, of the text of its label, and with `_hint` of
 * the text below it, if there is one. The model defines whether an answer is required.
 *
 * `rows` makes a <textarea>, `class` goes to the field, `live` announces its error; other attributes go to the control.
 */
function field(pointer, given, texts) {
  const name = pointer.split('/').at(-1);
  const { minLength } = ruleAt(pointer);
  const [classes, withoutClass] = take(given, 'class');
  const [live, rest] = take(withoutClass, 'live');
  const hasHint = typeof texts[`${name}_hint`] === 'string';
  const attributes =
    `id="${name}" name="${name}"${rest}` +
    `${minLength ? ' required' : ''}${hasHint ? ` aria-describedby="${name}-hint"` : ''}`;
  const [rows] = take(rest, 'rows');
  return `<div class="field${classes ? ` ${classes}` : ''}" data-pointer="${pointer}">
    <label for="${name}"><span data-t="${name}"></span>${minLength ? '' : ' <span class="optional" data-t="optional"></span>'}</label>
    ${rows === null ? `<input ${attributes} />` : `<textarea ${attributes}></textarea>`}
    ${hasHint ? `<p class="hint" id="${name}-hint" data-t="${name}_hint"></p>` : ''}
    <p class="field-error" id="${name}-error"${live === null ? '' : ' aria-live="polite"'} hidden></p>
  </div>`;
}

/** One choice per service; the page has a drawing of each as `#d-<id>`. */
function choices(html) {
  return readServices()
    .map(({ id }, index) => {
      if (!html.includes(`id="d-${id}"`)) throw new Error(`book/index.html: there is no drawing d-${id}.`);
      return `<label class="kind">
        <input type="radio" name="kind" ${index === 0 ? 'id="kind" required ' : ''}value="${id}" />
        <svg aria-hidden="true"><use href="#d-${id}" /></svg>
        <span class="kind-name" data-t="kind_${id}"></span>
        <span class="hint" data-t="about_${id}"></span>
        <span class="kind-price" data-t="price_${id}"></span>
      </label>`;
    })
    .join('\n');
}

/** The HTML with the form expanded; the texts, of the first language, are filled in later. */
export const expandForm = (html, texts) =>
  html
    .replace(SERVICES, () => choices(html))
    .replace(FIELD, (_, pointer, attributes) => field(pointer, attributes, texts));
