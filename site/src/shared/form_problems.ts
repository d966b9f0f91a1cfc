// Errors of a form: a summary that takes focus and links to each field, and the same text beside the field.
import type { FieldProblem } from './http';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The field of a pointer, or the nearest one that contains it: `/window/end` is shown at `/window`. */
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

/** Adds or removes one id in the control's `aria-describedby`; the others stay. */
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

/** Sorted in the order of the form's fields; problems without a field come last. */
function inFormOrder(form: HTMLFormElement, problems: FieldProblem[]): Placed[] {
  const fields = [...form.querySelectorAll<HTMLElement>('[data-pointer]')];
  const rank = ({ field }: Placed): number => (field ? fields.indexOf(field) : fields.length);
  return problems
    .map(({ pointer, detail }) => ({ field: fieldAt(form, pointer), detail }))
    .sort((a, b) => rank(a) - rank(b));
}

function clearField(field: HTMLElement): void {
  const slot = slotOf(field);
  if (!slot) return;
  slot.hidden = true;
  slot.textContent = '';
  describe(field, slot.id, false);
}

/** Shows the error of one field beside it, or removes it with null. Does not move the focus. */
export function showFieldProblem(field: HTMLElement, detail: string | null): void {
  clearField(field);
  if (detail) markField(field, detail);
}

export function clearProblems(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLElement>('[data-pointer]')) clearField(field);
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
