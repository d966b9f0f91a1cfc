// The form's questions in the order of the rules: conversion of the form's controls to a request, and back.

import type { JobRequest } from '../generated/api';
import rules from '../generated/booking_rules.json';
import type { Rule } from '../shared/rules';

type Answers = Pick<JobRequest, 'customer' | 'service'>;
type Values = { [name: string]: string | Values };

/** The window's rule has error texts alone: it is no question that takes a text. */
const takesText = ({ maxLength, enum: values }: Rule): boolean => Boolean(maxLength || values);

function valuesOf(rule: Rule, typed: (name: string) => string): Values {
  const values: Values = {};
  for (const [name, inner] of Object.entries(rule.properties ?? {}))
    if (inner.properties) values[name] = valuesOf(inner, typed);
    else if (takesText(inner)) {
      const text = typed(name);
      if (text || inner.minLength || inner.enum) values[name] = text;
    }
  return values;
}

/** The answers of the form, whose controls are named as the fields. An optional question without an answer is left out. */
export const answersFrom = (typed: (name: string) => string): Answers =>
  valuesOf(rules, typed) as unknown as Answers;

/** Every text of a request by the name of its field, in the order of the rules. */
export function answersIn(request: Answers): [name: string, text: string][] {
  const found: [string, string][] = [];
  const collect = (rule: Rule, values: Values): void => {
    for (const [name, inner] of Object.entries(rule.properties ?? {})) {
      const value = values[name];
      if (typeof value === 'object' && value) collect(inner, value);
      else if (value && takesText(inner)) found.push([name, value]);
    }
  };
  collect(rules, request as unknown as Values);
  return found;
}
