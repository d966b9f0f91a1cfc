// The status flow as the tracking page needs it: the way of a job, and how a status looks and behaves.
import flow from 'virtual:customer-flow';
import type { Look } from '../shared/words';

const UNKNOWN: Look = {
  color: 'slate',
  icon: 'phone',
  ends: false,
  poll_seconds: flow.unknown_poll_seconds,
};

export const path: readonly string[] = flow.path;

export const isKnown = (status: string): boolean => Object.hasOwn(flow.looks, status);

/** A status of a newer flow looks like none of ours, and is asked about until it ends in one that does. */
export const lookOf = (status: string): Look => (isKnown(status) ? flow.looks[status] : undefined) ?? UNKNOWN;
