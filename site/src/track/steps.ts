// The timeline: the way a job goes when all goes well, with the times at which this one got there.
import type { PublicView } from '../shared/types';
import { isKnown, path } from './flow';

export interface Step {
  status: string;
  /** When it was reached; null for what is still ahead. */
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
  // A step back (an undo) leaves later steps in the timeline; they are ahead again.
  if (position >= 0) return path.map((status, i) => step(status, i <= position));

  // Cancelled, or a status that this page does not know: what was reached, then where it ended.
  const before = path.filter((status) => reached.has(status)).map((status) => step(status, true));
  return isKnown(view.status) ? [...before, step(view.status, true)] : before;
}
