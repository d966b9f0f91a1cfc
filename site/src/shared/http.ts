// How the pages speak HTTP: a deadline on every request, and RFC 9457 problems as typed errors.

const DEADLINE_MS = 15_000;

export interface FieldProblem {
  /** JSON pointer into the body that was sent, without the leading `#`. */
  pointer: string;
  /** What is wrong, for a page that says it in words of its own. */
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

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** No answer came: offline, refused connection, or past the deadline. It is unknown whether the request was carried out. */
export class Unreachable extends Error {}

/** Something answered that is not the server, or not in its right mind: a network's own sign-in page, half a JSON. */
export class Unreadable extends Unreachable {}

export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (cause) {
    throw new Unreachable('No answer from the server.', { cause });
  }
}

export const jsonBody = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The body as JSON. A body that breaks off or is not JSON is as good as no answer. */
export async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    // A connection that breaks within the body is no `SyntaxError`.
    const Kind = cause instanceof SyntaxError ? Unreadable : Unreachable;
    throw new Kind('The answer could not be read.', { cause });
  }
}

export async function refusal(response: Response): Promise<Refused> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const errors = (body.errors ?? []).map((error) => ({
    ...error,
    pointer: error.pointer.replace(/^#/, ''),
  }));
  return new Refused({
    ...body,
    status: response.status,
    title: body.title ?? `The server answered ${response.status}`,
    detail: body.detail ?? '',
    errors,
  });
}
