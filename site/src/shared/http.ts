// HTTP requests of the pages: a deadline on every request, and RFC 9457 problems as typed errors.
import { REQUEST_DEADLINE_MS } from './timings';

export interface FieldProblem {
  /** JSON pointer into the body that was sent, without the leading `#`. */
  pointer: string;
  /** The kind of mistake, for a page that has its own text for it. */
  code?: string;
  detail: string;
}

export interface Problem {
  status: number;
  title: string;
  detail: string;
  errors: FieldProblem[];
  /** With 412: the record as it is now. */
  current?: unknown;
}

/** The server refused the request. */
export class RefusedError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** No response: offline, refused connection, or past the deadline. It is unknown whether the request was carried out. */
export class UnreachableError extends Error {}

/** A response that the API does not give: a network's own sign-in page, broken JSON. */
export class UnreadableError extends UnreachableError {}

export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_DEADLINE_MS) });
  } catch (cause) {
    throw new UnreachableError('No answer from the server.', { cause });
  }
}

export const jsonBody = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The body as JSON. Throws UnreadableError when it is not JSON, UnreachableError when it breaks off. */
export async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    // A connection that breaks within the body throws no SyntaxError.
    const Kind = cause instanceof SyntaxError ? UnreadableError : UnreachableError;
    throw new Kind('The answer could not be read.', { cause });
  }
}

/** The response as an error to throw, its pointers without the leading `#`. */
export async function refusal(response: Response): Promise<RefusedError> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const errors = (body.errors ?? []).map((error) => ({
    ...error,
    pointer: error.pointer.replace(/^#/, ''),
  }));
  return new RefusedError({
    ...body,
    status: response.status,
    title: body.title ?? `The server answered ${response.status}`,
    detail: body.detail ?? '',
    errors,
  });
}
