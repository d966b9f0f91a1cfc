// The checks of the dispatcher's forms before they send a request: the server's rules, with its texts.

import type { JobRequest } from '../generated/api';
import rules from '../generated/job_rules.json';
import type { FieldProblem } from './http';
import { type Rule, wrongIn } from './rules';

/** Every problem at once. The city and the ZIP code may be filled in later. */
export const problemsOf = (job: JobRequest): FieldProblem[] => wrongIn(rules, job);

/** The most characters of the text at a JSON pointer; undefined where it has no rule. */
export const maxLengthOf = (pointer: string): number | undefined =>
  pointer
    .split('/')
    .slice(1)
    .reduce<Rule | undefined>((rule, name) => rule?.properties?.[name], rules)?.maxLength;
