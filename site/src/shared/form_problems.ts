// Problems of a form: a summary that takes focus and links to each field, and the same words beside the field.
import type { FieldProblem } from './http';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The field that a pointer means, or the nearest one around it: `/window/end` is shown at `/window`. */
function fieldAt(form: HTMLFormElement, pointer: string): HTMLElement | null {
  for (let path = pointer; path; path = path.slice(0, path.lastIndexOf('/'))) {
    const field = form.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(path)}"]`);
    if (field) return field;
  }
  return null;
}

const controlsOf = (field: HTMLElement): Control[] => [
  ...field.querySelectorAll<Control>('input, select, textarea'),
];

const slotOf = (field: HTMLElement): HTMLElement | null => field.querySelector<HTMLElement>('.field-error');

/** Lets the element with that id describe the control, or no longer; others that describe it stay. */
export function describeBy(control: HTMLElement, id: string, on: boolean): void {
  const ids = (control.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .filter((word) => word && word !== id);
  if (on) ids.push(id);
  if (ids.length > 0) control.setAttribute('aria-describedby', ids.join(' '));
  else control.removeAttribute('aria-describedby');
}

function describe(field: HTMLElement, id: string, on: boolean): void {
  for (const control of controlsOf(field)) {
    describeBy(control, id, on);
    if (on) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  }
}

function markField(field: HTMLElement, detail: string): void {
  const slot = slotOf(field);
  if (!slot) return;
  slot.textContent = slot.hidden ? detail : `${slot.textContent} ${detail}`;
  slot.hidden = false;
  describe(field, slot.id, true);
}

function linkTo(field: HTMLElement | null, detail: string): Node {
  const control = field && controlsOf(field).find((candidate) => !candidate.disabled);
  if (!control) return document.createTextNode(detail);
  const link = document.createElement('a');
  link.href = `#${control.id}`;
  link.textContent = detail;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    control.focus();
  });
  return link;
}

interface Placed {
  field: HTMLElement | null;
  detail: string;
}

/** In the order of the fields, whatever order the server found them in; those without a field come last. */
function inFormOrder(form: HTMLFormElement, problems: FieldProblem[]): Placed[] {
  const fields = [...form.querySelectorAll<HTMLElement>('[data-pointer]')];
  const rank = ({ field }: Placed): number => (field ? fields.indexOf(field) : fields.length);
  return problems
    .map(({ pointer, detail }) => ({ field: fieldAt(form, pointer), detail }))
    .sort((a, b) => rank(a) - rank(b));
}

export function clearProblems(form: HTMLFormElement): void {
  for (const slot of form.querySelectorAll<HTMLElement>('.field-error')) {
    slot.hidden = true;
    slot.textContent = '';
    const field = slot.closest<HTMLElement>('[data-pointer]');
    if (field) describe(field, slot.id, false);
  }
  const summary = form.querySelector<HTMLElement>('.problems');
  if (summary) summary.hidden = true;
}

/** Shows the problems and moves focus to their summary. The form's values are not touched. */
export function showProblems(form: HTMLFormElement, heading: string, problems: FieldProblem[]): void {
  clearProblems(form);
  const summary = form.querySelector<HTMLElement>('.problems');
  if (!summary) return;
  const title = document.createElement('p');
  title.className = 'problems-title';
  title.textContent = heading;
  const list = document.createElement('ul');
  for (const { field, detail } of inFormOrder(form, problems)) {
    if (field) markField(field, detail);
    const item = document.createElement('li');
    item.append(linkTo(field, detail));
    list.append(item);
  }
  summary.replaceChildren(title, ...(problems.length > 0 ? [list] : []));
  summary.hidden = false;
  summary.focus();
}
