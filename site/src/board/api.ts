// The client of the job API: bearer token, one renewal on a 401, revisions as conditions (If-Match).

import type { AuditEntry, Card, JobRecord, JobRequest } from '../generated/api';
import { jsonBody, RefusedError, readJson, refusal, request, UnreadableError } from '../shared/http';
import { type Session, SessionEndedError } from './session';
import type { MoveAttempt } from './store';

export type BoardResponse = { changed: false } | { changed: true; etag: string | null; jobs: Card[] };

export class Api {
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const once = async (): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${await this.#session.bearer()}`);
      return request(path, { ...init, headers });
    };
    let response = await once();
    if (response.status === 401) {
      await this.#session.renew();
      response = await once();
    }
    if (response.status === 401) throw new SessionEndedError();
    return response;
  }

  async board(etag: string | null): Promise<BoardResponse> {
    const init: RequestInit = etag ? { headers: { 'If-None-Match': etag }, cache: 'no-store' } : {};
    const response = await this.#request('/api/board', init);
    if (response.status === 304) return { changed: false };
    if (!response.ok) throw await refusal(response);
    const board = await readJson<{ jobs?: Record<string, Card> } | null>(response);
    if (!board?.jobs) throw new UnreadableError('The response is no board.');
    return { changed: true, etag: response.headers.get('ETag'), jobs: Object.values(board.jobs) };
  }

  async create(job: JobRequest, key: string): Promise<Card> {
    return this.#record(await this.#request('/api/jobs', jsonBody(job, { 'Idempotency-Key': key })));
  }

  /** Throws RefusedError with the current record in it (412) when the job is no longer at `rev`. */
  async transition(token: string, { rev, to, why }: MoveAttempt): Promise<Card> {
    const body = jsonBody({ to, why }, { 'If-Match': `"${rev}"` });
    return this.#record(await this.#request(`/api/jobs/${token}/transitions`, body));
  }

  /** The stored job. Throws RefusedError with 404 when there is none. */
  async job(token: string): Promise<Card> {
    return this.#record(await this.#request(`/api/jobs/${token}`));
  }

  /** The audit trail of the job, the oldest entry first. */
  async history(token: string): Promise<AuditEntry[]> {
    const response = await this.#request(`/api/jobs/${token}/history`);
    if (!response.ok) throw await refusal(response);
    return (await readJson<{ audit: AuditEntry[] }>(response)).audit;
  }

  /** Sends a JSON merge patch (RFC 7396). Throws RefusedError with the current record in it (412) when the job is no longer at `rev`. */
  async edit(token: string, rev: number, patch: unknown): Promise<Card> {
    const init = jsonBody(patch, { 'If-Match': `"${rev}"`, 'Content-Type': 'application/merge-patch+json' });
    return this.#record(await this.#request(`/api/jobs/${token}`, { ...init, method: 'PATCH' }));
  }

  async #record(response: Response): Promise<Card> {
    if (!response.ok) throw await refusal(response);
    return cardOf(await readJson<JobRecord>(response));
  }
}

export function cardOf({ history, ...job }: JobRecord): Card {
  const last = history.at(-1);
  return {
    ...job,
    last_change: last ?? { from: null, to: job.status, at: job.updated_at, by: '', why: null },
  };
}

/** The record that came with a 412. */
export function currentRecordIn(error: unknown): JobRecord | null {
  if (!(error instanceof RefusedError) || error.problem.status !== 412 || !error.problem.current) return null;
  return error.problem.current as JobRecord;
}

/** The card of the record that came with a 412. */
export function currentIn(error: unknown): Card | null {
  const record = currentRecordIn(error);
  return record && cardOf(record);
}
