// A job's form as data: texts by input name, from a job and into the request that is sent.

import type { JobRequest } from '../generated/api';
import type { FieldProblem } from '../shared/http';
import { problemsOf } from '../shared/job_rules';
import { tidied, typedIn } from '../shared/text';
import { type JobData, type JobField, jobFields, type Values } from './job_fields';

export type { Values };

export function valuesOf(form: HTMLFormElement): Values {
  const data = new FormData(form);
  return Object.fromEntries([...data.keys()].map((name) => [name, typedIn(data, name)]));
}

export function fill(form: HTMLFormElement, values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = value;
    if (control instanceof HTMLSelectElement) control.value = value;
  }
}

/** The form's values for a job, its window in the business's zone. */
export function valuesFrom(job: JobData, zone: string): Values {
  const values = Object.assign({}, ...jobFields.map((field) => field.values(job, zone))) as Values;
  // In the format of `valuesOf`, so that blanks in the record do not count as a change.
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, normalised(name, tidied(value))]),
  );
}

/** The request for these values. Texts that are not understood are missing in it: see `problemsIn`. */
export function requestOf(values: Values, zone: string): JobRequest {
  const request: Record<string, unknown> = {};
  for (const { pointer, value } of jobFields) {
    const path = pointer.slice(1).split('/');
    const name = path.pop() as string;
    let part = request;
    for (const step of path) {
      part[step] ??= {};
      part = part[step] as Record<string, unknown>;
    }
    part[name] = value(values, zone);
  }
  return request as unknown as JobRequest;
}

const isChanged = ({ inputs }: JobField, before: Values, now: Values): boolean =>
  inputs.some((name) => now[name] !== before[name]);

/** Every problem at once. A field that stands as it was `before` has none of its own: a stored window may span days. */
export function problemsIn(values: Values, zone: string, before: Values = {}): FieldProblem[] {
  const problems = problemsOf(requestOf(values, zone));
  for (const field of jobFields) {
    const detail = isChanged(field, before, values) ? field.problem?.(values) : null;
    if (detail) problems.push({ pointer: field.pointer, detail });
  }
  return problems;
}

/** The names of the inputs that hold another text than before. */
export const changedNames = (before: Values, now: Values): string[] =>
  Object.keys(now).filter((name) => (now[name] ?? '') !== (before[name] ?? ''));

/** An input's text as the server will store it and people read it; as typed where that is not known. */
export function normalised(name: string, typed: string): string {
  const field = jobFields.find(({ inputs }) => inputs.includes(name));
  if (field?.control !== 'line') return typed;
  const oneLine = typed.replace(/\s+/g, ' ').trim();
  return field.tidy?.(oneLine) ?? oneLine;
}

/** Normalises an input when the focus leaves it. */
export function normaliseOnBlur(form: HTMLFormElement): void {
  form.addEventListener('focusout', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const wanted = normalised(target.name, target.value);
    if (wanted !== target.value) target.value = wanted;
  });
}
