// What the dispatcher's forms check before they ask the server, in the server's words. The server has the last word.

import rules from '../generated/job_rules.json';
import type { FieldProblem } from './http';
import { wrongIn } from './rules';
import type { JobRequest } from './types';

/** Every problem at once. The city and the ZIP code may be filled in later. */
export const problemsOf = (job: JobRequest): FieldProblem[] => wrongIn(rules, job);
