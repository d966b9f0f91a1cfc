// The dispatcher's session: renewal of tokens, its end, and the messages to other tabs.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Api } from '../src/board/api';
import { Session, SessionEndedError } from '../src/board/session';
import type { Config } from '../src/shared/config';
import { UnreachableError } from '../src/shared/http';
import { OTHER_TAB_DEADLINE_MS, TOKEN_RENEWAL_MARGIN_MS } from '../src/shared/timings';

const HOUR_MS = 3_600_000;
const CONFIG: Config = {
  environment: 'local',
  login_url: 'https://login.example',
  client_id: 'board',
  company: {
    name: 'QuickDumpNow',
    phone: '+16195550142',
    time_zone: 'America/Los_Angeles',
    service_area: [],
  },
};

const tokenOf = (name: string): string =>
  `x.${btoa(JSON.stringify({ email: `${name}@quickdumpnow.example`, name }))}.x`;

const stored = (name: string, expiresIn: number, refresh: string | null = 'refresh-1'): string =>
  JSON.stringify({ id_token: tokenOf(name), refresh_token: refresh, expires_at: Date.now() + expiresIn });

/** The other tabs: what was sent to them, and a way to send something to this one. */
class Tabs {
  static sent: { kind: string }[] = [];
  static listeners = new Set<(event: { data: unknown }) => void>();
  static say(data: unknown): void {
    for (const listener of [...Tabs.listeners]) listener({ data });
  }
  addEventListener(
    _: string,
    listener: (event: { data: unknown }) => void,
    options?: { signal: AbortSignal },
  ): void {
    Tabs.listeners.add(listener);
    options?.signal.addEventListener('abort', () => Tabs.listeners.delete(listener));
  }
  postMessage(message: { kind: string }): void {
    Tabs.sent.push(message);
  }
}

const storage = new Map<string, string>();
const fetched = vi.fn<(url: string, init?: RequestInit) => Promise<Response>>();
const place = { origin: 'https://qdn.example', reload: vi.fn(), assign: vi.fn() };
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const renewed = (): Response => json({ id_token: tokenOf('renewed'), expires_in: 3600 });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-24T20:00:00Z') });
  storage.clear();
  Tabs.sent = [];
  Tabs.listeners.clear();
  fetched.mockReset().mockImplementation(async () => renewed());
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
    removeItem: (key: string) => storage.delete(key),
  });
  vi.stubGlobal('BroadcastChannel', Tabs);
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('location', place);
  vi.stubGlobal('window', { setTimeout });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function signedIn(expiresIn = HOUR_MS, refresh: string | null = 'refresh-1'): Session {
  storage.set('qdn.session', stored('dana', expiresIn, refresh));
  return new Session(CONFIG);
}

describe('the token', () => {
  test('is used as it is while it is valid for more than the margin', async () => {
    expect(await signedIn().bearer()).toBe(tokenOf('dana'));
    expect(fetched).not.toHaveBeenCalled();
  });

  test('is renewed first when it is about to expire', async () => {
    const session = signedIn(TOKEN_RENEWAL_MARGIN_MS - 1);
    expect(await session.bearer()).toBe(tokenOf('renewed'));
    // The refresh token stays: the response to a refresh brings no other.
    expect(JSON.parse(storage.get('qdn.session') ?? '')).toMatchObject({ refresh_token: 'refresh-1' });
  });

  test('is renewed by itself, the margin before its end', async () => {
    const session = signedIn();
    await session.start(null);
    await vi.advanceTimersByTimeAsync(HOUR_MS - TOKEN_RENEWAL_MARGIN_MS - 1);
    expect(fetched).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(fetched).toHaveBeenCalledOnce();
  });

  test('is renewed once for all that wait for it', async () => {
    const session = signedIn(0);
    await Promise.all([session.bearer(), session.bearer(), session.renew()]);
    expect(fetched).toHaveBeenCalledOnce();
  });
});

describe('a renewal that fails', () => {
  test.each([400, 401])('ends the session when the token is refused (%i)', async (status) => {
    fetched.mockImplementation(async () => json({ error: 'invalid_grant' }, status));
    const session = signedIn(0);
    await expect(session.bearer()).rejects.toThrow(SessionEndedError);
    expect(session.person).toBeNull();
    expect(storage.has('qdn.session')).toBe(false);
  });

  test.each([429, 500, 503])('keeps the session when the server has the problem (%i)', async (status) => {
    fetched.mockImplementation(async () => json({}, status));
    const session = signedIn(0);
    await expect(session.bearer()).rejects.toThrow(UnreachableError);
    expect(session.person?.name).toBe('dana');
  });

  test('ends a session without a refresh token', async () => {
    await expect(signedIn(0, null).bearer()).rejects.toThrow(SessionEndedError);
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe('other tabs', () => {
  test('give their session to a tab that has none', async () => {
    const session = new Session(CONFIG);
    const started = session.start(null);
    expect(Tabs.sent).toEqual([{ kind: 'wanted' }]);
    Tabs.say({ kind: 'session', session: JSON.parse(stored('lee', HOUR_MS)) });
    await started;
    expect(session.person?.email).toBe('lee@quickdumpnow.example');
  });

  test('are waited for only briefly', async () => {
    const session = new Session(CONFIG);
    const started = session.start(null);
    await vi.advanceTimersByTimeAsync(OTHER_TAB_DEADLINE_MS);
    await started;
    expect(session.person).toBeNull();
  });

  test('are believed only when they send a session', async () => {
    const session = new Session(CONFIG);
    const started = session.start(null);
    Tabs.say({ kind: 'session', session: { id_token: 'none' } });
    await started;
    expect(session.person).toBeNull();
  });

  test('get the session of this tab, and hear when its person signs out', async () => {
    const session = signedIn();
    Tabs.say({ kind: 'wanted' });
    expect(Tabs.sent[0]).toMatchObject({ kind: 'session', session: { id_token: tokenOf('dana') } });
    session.signOut();
    expect(Tabs.sent[1]).toEqual({ kind: 'ended' });
    expect(session.person).toBeNull();
  });

  test('end this session when their person signs out', () => {
    const session = signedIn();
    const signedOut = vi.fn();
    session.onSignedOut = signedOut;
    Tabs.say({ kind: 'ended' });
    expect(signedOut).toHaveBeenCalledOnce();
    expect(session.person).toBeNull();
    expect(place.reload).toHaveBeenCalled();
  });
});

test.each(['not json', '{"id_token": "x"}', 'null'])(
  'a stored text that is no session leads to sign-in: %s',
  (text) => {
    storage.set('qdn.session', text);
    expect(new Session(CONFIG).person).toBeNull();
  },
);

describe('the client of the API', () => {
  test('renews the token once after a 401 and sends the request again', async () => {
    const api = new Api(signedIn());
    fetched
      .mockResolvedValueOnce(json({}, 401))
      .mockResolvedValueOnce(renewed())
      .mockResolvedValueOnce(json({ jobs: {} }));
    expect(await api.board(null)).toEqual({ changed: true, etag: null, jobs: [] });
    const tokens = fetched.mock.calls.map(([, init]) => new Headers(init?.headers).get('Authorization'));
    expect(tokens).toEqual([`Bearer ${tokenOf('dana')}`, null, `Bearer ${tokenOf('renewed')}`]);
  });

  test('ends the session after a second 401', async () => {
    const api = new Api(signedIn());
    fetched.mockImplementation(async (url) => (url.includes('/oauth2/') ? renewed() : json({}, 401)));
    await expect(api.board(null)).rejects.toThrow(SessionEndedError);
  });
});
