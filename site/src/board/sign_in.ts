// The way through Cognito's managed login and back: authorize, code for tokens, refresh, logout.
import { Refused, readJson, refusal, request } from '../shared/http';
import type { Config } from '../shared/types';
import { challengeOf, secret } from './pkce';

const PENDING = 'qdn.sign_in';
const SCOPES = 'openid email profile';

export interface Tokens {
  id_token: string;
  /** Absent from the answer to a refresh: the old one stays valid. */
  refresh_token?: string;
  /** Seconds. */
  expires_in: number;
}

interface Pending {
  state: string;
  verifier: string;
  /** Where the person was, to be brought back to. */
  place: string;
}

const home = (): string => `${location.origin}/`;

export async function goToSignIn(config: Config): Promise<void> {
  const pending: Pending = {
    state: secret(),
    verifier: secret(),
    place: location.pathname + location.search + location.hash,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: config.client_id,
    redirect_uri: home(),
    scope: SCOPES,
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  });
  location.assign(`${config.login_url}/oauth2/authorize?${query}`);
}

export function goToSignOut(config: Config): void {
  const query = new URLSearchParams({ client_id: config.client_id, logout_uri: home() });
  location.assign(`${config.login_url}/logout?${query}`);
}

/**
 * Ends the refresh token and the tokens that came from it. Best effort: it outlives this page and delays nobody.
 * Its answer helps nobody either, so it need not be readable from here (`no-cors`).
 */
export function revoke({ login_url, client_id }: Config, token: string): void {
  const body = new URLSearchParams({ token, client_id });
  fetch(`${login_url}/oauth2/revoke`, { method: 'POST', body, keepalive: true, mode: 'no-cors' }).catch(
    () => undefined,
  );
}

async function tokens(config: Config, grant: Record<string, string>): Promise<Tokens> {
  const response = await request(`${config.login_url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: config.client_id, ...grant }),
  });
  if (!response.ok) throw await refusal(response);
  return readJson<Tokens>(response);
}

export const refresh = (config: Config, refresh_token: string): Promise<Tokens> =>
  tokens(config, { grant_type: 'refresh_token', refresh_token });

/** Sign-in came back and cannot be used. The message is for the person. */
export class SignInFailed extends Error {}

// What an answer brings along in the address (RFC 6749, 4.1.2).
const ANSWER = ['code', 'state', 'error', 'error_description', 'error_uri'];

const NOT_COMPLETED = 'Sign-in was not completed. Please try again.';

/** Never the answer's own `error_description`: whoever makes a link can write there what they like. */
const failures = new Map([
  ['access_denied', 'Sign-in was cancelled, or this account may not use the board.'],
  ['server_error', 'Sign-in has a problem on its side. Please try again in a minute.'],
  ['temporarily_unavailable', 'Sign-in has a problem on its side. Please try again in a minute.'],
]);

/** What came back from the managed login, and what this tab had sent there. */
export interface Answer {
  code: string | null;
  error: string | null;
  pending: Pending;
}

function withoutAnswer(): string {
  const url = new URL(location.href);
  for (const name of ANSWER) url.searchParams.delete(name);
  return url.pathname + url.search + url.hash;
}

/**
 * Takes an answer out of the address and the history: the first thing that the page does, before it asks for anything.
 * Null when there is none, or none to this tab.
 */
export function takeAnswer(): Answer | null {
  const query = new URLSearchParams(location.search);
  const code = query.get('code');
  const error = query.get('error');
  if (!code && !error) return null;
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null') as Pending | null;
  // Without the state that this tab sent it is no answer to this tab but anybody's link (RFC 6749, 10.12):
  // it says nothing, and does not spoil the sign-in that is under way.
  if (!pending || query.get('state') !== pending.state) {
    history.replaceState(null, '', withoutAnswer());
    return null;
  }
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', pending.place);
  return { code, error, pending };
}

/** The code for tokens. Throws SignInFailed or Unreachable. */
export async function finishSignIn(config: Config, { code, error, pending }: Answer): Promise<Tokens> {
  if (!code) throw new SignInFailed(failures.get(error ?? '') ?? NOT_COMPLETED);
  try {
    return await tokens(config, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: home(),
      code_verifier: pending.verifier,
    });
  } catch (error) {
    if (error instanceof Refused) throw new SignInFailed('The sign-in has expired. Please sign in again.');
    throw error;
  }
}
