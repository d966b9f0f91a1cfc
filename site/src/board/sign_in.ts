// The requests to Cognito's managed login: authorize, exchange of the code, refresh, revoke, logout.

import type { Config } from '../shared/config';
import { RefusedError, readJson, refusal, request } from '../shared/http';
import { challengeOf, secret } from './pkce';

const PENDING = 'qdn.sign_in';
const SCOPES = 'openid email profile';

export interface Tokens {
  id_token: string;
  /** Absent from the response to a refresh: the old one stays valid. */
  refresh_token?: string;
  /** Seconds. */
  expires_in: number;
}

interface Pending {
  state: string;
  verifier: string;
  /** The address that the person is brought back to. */
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
 * Revokes the refresh token and the tokens that came from it. Best effort: the request outlives the page, and its
 * response is not read (`no-cors`).
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

/** The sign-in failed. The message is for the person. */
export class SignInFailedError extends Error {}

// The parameters of the callback address (RFC 6749, 4.1.2).
const CALLBACK_PARAMETERS = ['code', 'state', 'error', 'error_description', 'error_uri'];

const NOT_COMPLETED = 'Sign-in was not completed. Please try again.';

/** Never the callback's own `error_description`: anybody can put any text into a link. */
const failures = new Map([
  ['access_denied', 'Sign-in was cancelled, or this account may not use the board.'],
  ['server_error', 'Sign-in has a problem on its side. Please try again in a minute.'],
  ['temporarily_unavailable', 'Sign-in has a problem on its side. Please try again in a minute.'],
]);

/** The parameters that came back from the managed login, and what this tab had sent there. */
export interface SignInCallback {
  code: string | null;
  error: string | null;
  pending: Pending;
}

function withoutCallback(): string {
  const url = new URL(location.href);
  for (const name of CALLBACK_PARAMETERS) url.searchParams.delete(name);
  return url.pathname + url.search + url.hash;
}

/**
 * Takes the callback's parameters out of the address and the history, before the page sends any request.
 * Null when there are none, or none for this tab.
 */
export function takeCallback(): SignInCallback | null {
  const query = new URLSearchParams(location.search);
  const code = query.get('code');
  const error = query.get('error');
  if (!code && !error) return null;
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null') as Pending | null;
  // Without the state that this tab sent it is a link from elsewhere (RFC 6749, 10.12): it is ignored, and the sign-in
  // that is under way goes on.
  if (!pending || query.get('state') !== pending.state) {
    history.replaceState(null, '', withoutCallback());
    return null;
  }
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', pending.place);
  return { code, error, pending };
}

/** Exchanges the code for tokens. Throws SignInFailedError or UnreachableError. */
export async function finishSignIn(
  config: Config,
  { code, error, pending }: SignInCallback,
): Promise<Tokens> {
  if (!code) throw new SignInFailedError(failures.get(error ?? '') ?? NOT_COMPLETED);
  try {
    return await tokens(config, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: home(),
      code_verifier: pending.verifier,
    });
  } catch (error) {
    if (error instanceof RefusedError)
      throw new SignInFailedError('The sign-in has expired. Please sign in again.');
    throw error;
  }
}
