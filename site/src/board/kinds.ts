// The names of the kinds of job, in the order of services.json.
import words from 'virtual:words/board';
import type { Service } from '../generated/api';
import type { IconName } from './icons';

/** The id of a kind of job in services.json. */
export type Kind = Service['kind'];

export const kinds: Record<Kind, string> = words.kinds;

export const kindIcons: Record<Kind, IconName> = {
  junk_removal: 'box',
  dumpster_rental: 'dumpster',
  trailer_rental: 'trailer',
};
