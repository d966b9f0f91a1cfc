// The part of the status flow that the tracking page needs: the path of a job that goes well, and the look of a status.
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

/** A status of a newer flow has a neutral look and is polled, until the job has a status of this page's flow. */
export const lookOf = (status: string): Look => (isKnown(status) ? flow.looks[status] : undefined) ?? UNKNOWN;
