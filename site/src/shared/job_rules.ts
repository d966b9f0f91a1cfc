// The checks of the dispatcher's forms before they send a request: the server's rules, with its texts.

import rules from '../generated/job_rules.json';
import type { FieldProblem } from './http';
import { wrongIn } from './rules';
import type { JobRequest } from './types';

/** Every problem at once. The city and the ZIP code may be filled in later. */
export const problemsOf = (job: JobRequest): FieldProblem[] => wrongIn(rules, job);
