// The timeline: the way a job goes when all goes well, with the times at which this one got there.
import { mainPath, statusOf } from '../shared/flow';
import type { PublicView } from '../shared/types';

export interface Step {
  status: string;
  label: string;
  /** When it was reached; null for what is still ahead. */
  at: string | null;
  current: boolean;
}

export function stepsOf(view: PublicView): Step[] {
  const reached = new Map((view.timeline ?? []).map((entry) => [entry.status, entry]));
  const step = (status: string, label: string, isReached: boolean): Step => ({
    status,
    label: reached.get(status)?.label ?? label,
    at: isReached ? (reached.get(status)?.at ?? null) : null,
    current: status === view.status,
  });

  const path = mainPath();
  const position = path.findIndex(({ id }) => id === view.status);
  // A step back (an undo) leaves later steps in the timeline; they are ahead again.
  if (position >= 0) return path.map(({ id, customer_label }, i) => step(id, customer_label, i <= position));

  // Cancelled, or a status that this page does not know: what was reached, then where it ended.
  const before = path.filter(({ id }) => reached.has(id)).map((s) => step(s.id, s.customer_label, true));
  const last = statusOf(view.status);
  return last ? [...before, step(last.id, last.customer_label, true)] : before;
}
