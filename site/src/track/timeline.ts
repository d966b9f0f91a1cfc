// The timeline: the statuses of a job that goes well, with the times at which this job reached them.

import { isKnown, path } from './status_flow';
import type { PublicView } from './view_response';

export interface Step {
  status: string;
  /** When it was reached; null for a step that is still ahead. */
  at: string | null;
  current: boolean;
}

export function stepsOf(view: PublicView): Step[] {
  const reached = new Map((view.timeline ?? []).map(({ status, at }) => [status, at]));
  const step = (status: string, isReached: boolean): Step => ({
    status,
    at: isReached ? (reached.get(status) ?? null) : null,
    current: status === view.status,
  });

  const position = path.indexOf(view.status);
  // After an undo the timeline still has later steps; they are ahead again.
  if (position >= 0) return path.map((status, i) => step(status, i <= position));

  // Cancelled, or a status of a newer flow: the steps that were reached, then this status.
  const before = path.filter((status) => reached.has(status)).map((status) => step(status, true));
  return isKnown(view.status) ? [...before, step(view.status, true)] : before;
}
