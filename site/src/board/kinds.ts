// The names of the kinds of job, in the order of services.json.
import words from 'virtual:words/board';
import type { Kind } from '../shared/types';

export const kinds: Record<Kind, string> = words.kinds;
