// The checks of the dispatcher's forms before they send a request: the server's rules, with its texts.

import type { JobRequest } from '../generated/api';
import rules from '../generated/job_rules.json';
import type { FieldProblem } from './http';
import { wrongIn } from './rules';

/** Every problem at once. The city and the ZIP code may be filled in later. */
export const problemsOf = (job: JobRequest): FieldProblem[] => wrongIn(rules, job);
