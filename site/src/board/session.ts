// The dispatcher's session: tokens in this tab, renewed in time; signing out ends it in all tabs.

import type { Config } from '../shared/config';
import { RefusedError, UnreachableError } from '../shared/http';
import { TOKEN_RENEWAL_MARGIN_MS } from '../shared/timings';
import { SessionTabs } from './session_tabs';
import {
  finishSignIn,
  goToSignIn,
  goToSignOut,
  refresh,
  revoke,
  type SignInCallback,
  type Tokens,
} from './sign_in';

const STORED = 'qdn.session';
// The statuses for a token that has expired, was revoked or belongs to another client (RFC 6749, section 5.2).
const TOKEN_REFUSED = [400, 401];

interface Stored {
  id_token: string;
  refresh_token: string | null;
  /** By this device's clock, counted from when the tokens came: a wrong clock makes no difference. */
  expires_at: number;
}

export interface Person {
  email: string;
  name: string;
}

/** The session has ended: the person has to sign in again. */
export class SessionEndedError extends Error {}

function personIn(idToken: string): Person {
  const payload = (idToken.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as { email?: string; name?: string };
  const email = claims.email ?? '';
  return { email, name: claims.name ?? email };
}

/** The session; null where the candidate is none. */
function readSession(candidate: () => unknown): Stored | null {
  try {
    const stored = candidate() as Stored | null;
    if (stored) personIn(stored.id_token);
    return stored;
  } catch {
    return null;
  }
}

export class Session {
  #config: Config;
  #stored = readSession(() => JSON.parse(sessionStorage.getItem(STORED) ?? 'null'));
  #renewal: Promise<void> | null = null;
  #timer = 0;
  #tabs = new SessionTabs(
    () => this.#stored,
    () => this.#endedElsewhere(),
  );
  /** Called when somebody has signed out, here or in another tab. */
  onSignedOut: () => void = () => undefined;

  constructor(config: Config) {
    this.#config = config;
  }

  /** Completes the sign-in that the browser came back from, or takes the session of another tab. Throws SignInFailedError or UnreachableError. */
  async start(callback: SignInCallback | null): Promise<void> {
    const tokens = callback && (await finishSignIn(this.#config, callback));
    if (tokens) return this.#keep(tokens);
    if (!this.#stored) {
      const received = await this.#tabs.request();
      this.#store(readSession(() => received));
    }
    this.#scheduleRenewal();
  }

  get person(): Person | null {
    return this.#stored && personIn(this.#stored.id_token);
  }

  /** A token that is valid for at least another minute. Throws SessionEndedError. */
  async bearer(): Promise<string> {
    if (this.#stored && Date.now() > this.#stored.expires_at - TOKEN_RENEWAL_MARGIN_MS) await this.renew();
    if (!this.#stored) throw new SessionEndedError();
    return this.#stored.id_token;
  }

  /** Callers share a renewal in progress. Throws SessionEndedError, or UnreachableError when there is no response. */
  renew(): Promise<void> {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  signIn(): Promise<void> {
    return goToSignIn(this.#config);
  }

  signOut(): void {
    const token = this.#stored?.refresh_token;
    this.#forget();
    this.#tabs.end();
    this.onSignedOut();
    if (token) revoke(this.#config, token);
    goToSignOut(this.#config);
  }

  async #renewOnce(): Promise<void> {
    const token = this.#stored?.refresh_token;
    if (!token) {
      this.#forget();
      throw new SessionEndedError();
    }
    try {
      this.#keep(await refresh(this.#config, token));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // Any other status is about the server (a fault, throttling): the token may still be valid.
      if (!TOKEN_REFUSED.includes(error.problem.status))
        throw new UnreachableError('The sign-in does not answer.', { cause: error });
      this.#forget();
      throw new SessionEndedError();
    }
  }

  #keep({ id_token, refresh_token, expires_in }: Tokens): void {
    this.#store({
      id_token,
      refresh_token: refresh_token ?? this.#stored?.refresh_token ?? null,
      expires_at: Date.now() + expires_in * 1000,
    });
    this.#scheduleRenewal();
  }

  #store(stored: Stored | null): void {
    this.#stored = stored;
    if (stored) sessionStorage.setItem(STORED, JSON.stringify(stored));
    else sessionStorage.removeItem(STORED);
  }

  #endedElsewhere(): void {
    if (!this.#stored) return;
    this.#forget();
    this.onSignedOut();
    // The reload clears the page's memory, and shows the sign-in.
    location.reload();
  }

  #scheduleRenewal(): void {
    clearTimeout(this.#timer);
    if (!this.#stored?.refresh_token) return;
    const delay = Math.max(0, this.#stored.expires_at - TOKEN_RENEWAL_MARGIN_MS - Date.now());
    // The next request tries a failed renewal again and can show an error.
    this.#timer = window.setTimeout(() => void this.renew().catch(() => undefined), delay);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#store(null);
  }
}
