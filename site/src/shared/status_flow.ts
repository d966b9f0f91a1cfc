// The status flow as the board reads it, from the one file that defines statuses.
import flow from '../../../lambda/jobs/status_flow.json';

export interface Transition {
  to: string;
  kind: 'forward' | 'undo' | 'cancel';
}

export interface Status {
  id: string;
  label: string;
  color: string;
  icon: string;
  /** The column's text when no job has the status. */
  empty_text: string;
  column: boolean;
  ends: boolean;
  transitions: Transition[];
}

/** The status of a job that was booked: the company has not accepted it yet. */
export const initial: string = flow.initial;

export const statuses = flow.statuses as Status[];

const byId = new Map(statuses.map((status) => [status.id, status]));

export const statusOf = (id: string): Status | undefined => byId.get(id);

/** The dispatcher's label of a status; the id itself if the flow does not define it. */
export const labelOf = (id: string): string => byId.get(id)?.label ?? id;

export const transition = (from: string, to: string): Transition | undefined =>
  byId.get(from)?.transitions.find((candidate) => candidate.to === to);
