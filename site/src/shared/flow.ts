// The status flow as the pages read it, from the one file that defines statuses.
import flow from '../../../lambda/jobs/status_flow.json';

export interface Transition {
  to: string;
  kind: 'forward' | 'undo' | 'cancel';
}

export interface Status {
  id: string;
  label: string;
  customer_label: string;
  customer_next: string;
  color: string;
  icon: string;
  /** Stands in the column when no job has the status. */
  empty_text: string;
  column: boolean;
  ends: boolean;
  /** How often the customer's page asks for news; null where it stops asking. */
  poll_seconds: number | null;
  transitions: Transition[];
}

export const statuses = flow.statuses as Status[];
export const unknown = flow.unknown;

const byId = new Map(statuses.map((status) => [status.id, status]));

export const statusOf = (id: string): Status | undefined => byId.get(id);

/** The dispatcher's word for a status; the id itself where the flow does not know it. */
export const labelOf = (id: string): string => byId.get(id)?.label ?? id;

export const transition = (from: string, to: string): Transition | undefined =>
  byId.get(from)?.transitions.find((candidate) => candidate.to === to);

/** The statuses of a job that goes well, in order: forward from the first one. */
export function mainPath(): Status[] {
  const path: Status[] = [];
  let next: string | undefined = flow.initial;
  while (next) {
    const status: Status | undefined = byId.get(next);
    if (!status || path.includes(status)) break;
    path.push(status);
    next = status.transitions.find((step) => step.kind === 'forward')?.to;
  }
  return path;
}
