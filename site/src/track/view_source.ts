// Where the tracking page gets a job's public view, and how it tells "missing" from "cannot say now".
import { readJson, request, Unreachable } from '../shared/http';
import type { PublicView } from '../shared/types';

export type Answer =
  | { kind: 'view'; view: PublicView }
  | { kind: 'missing' }
  /** No usable answer. `offline`: not even a connection. */
  | { kind: 'failing'; offline: boolean };

export async function fetchView(token: string): Promise<Answer> {
  try {
    const response = await request(`/api/track/${token}`);
    if (response.status === 404 || response.status === 410) return { kind: 'missing' };
    if (!response.ok) return { kind: 'failing', offline: false };
    const view = await readJson<PublicView>(response);
    return view ? { kind: 'view', view } : { kind: 'failing', offline: false };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { kind: 'failing', offline: !navigator.onLine };
  }
}
