// Names of the people who changed a job, from the e-mail addresses that its record has.
import type { Person } from './session';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * `lee@quickdumpnow.example` as `Lee` for a colleague at the person's own company; other addresses stay as they are,
 * since the first name alone would not identify a person of another company.
 */
export function nameOf(by: string, me: Person): string {
  if (by === 'customer') return 'The customer';
  const [name = '', domain] = by.split('@');
  if (!domain || domain !== me.email.split('@')[1]) return by || 'Someone';
  return name
    .split(/[._-]+/)
    .map(capital)
    .join(' ');
}
