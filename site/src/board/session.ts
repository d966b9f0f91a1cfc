// The dispatcher's session: tokens of this tab, renewed quietly, ended cleanly and in all tabs together.
import { Refused, Unreachable } from '../shared/http';
import type { Config } from '../shared/types';
import { SessionTabs } from './session_tabs';
import { type Answer, finishSignIn, goToSignIn, goToSignOut, refresh, revoke, type Tokens } from './sign_in';

const STORED = 'qdn.session';
// Renew that long before the token ends, so that no request carries one that dies on the way.
const MARGIN_MS = 60_000;
// What a token endpoint says of a token that is spent, taken back or not its own (RFC 6749, section 5.2).
const TOKEN_REFUSED = [400, 401];

interface Stored {
  id_token: string;
  refresh_token: string | null;
  /** By this device's clock, counted from when the tokens came: a wrong clock does no harm. */
  expires_at: number;
}

export interface Person {
  email: string;
  name: string;
}

/** There is no session any more; only signing in again helps. */
export class SessionEnded extends Error {}

function personIn(idToken: string): Person {
  const payload = (idToken.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as { email?: string; name?: string };
  const email = claims.email ?? '';
  return { email, name: claims.name ?? email };
}

/** A session, if that is what it is; anything else leads to signing in. */
function readable(candidate: () => unknown): Stored | null {
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
  #stored = readable(() => JSON.parse(sessionStorage.getItem(STORED) ?? 'null'));
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

  /** Picks up a sign-in that just came back, or the session of another tab. Throws SignInFailed or Unreachable. */
  async start(answer: Answer | null): Promise<void> {
    const tokens = answer && (await finishSignIn(this.#config, answer));
    if (tokens) return this.#keep(tokens);
    if (!this.#stored) {
      const handed = await this.#tabs.ask();
      this.#store(readable(() => handed));
    }
    this.#scheduleRenewal();
  }

  get person(): Person | null {
    return this.#stored && personIn(this.#stored.id_token);
  }

  /** A token that is good for the next minute. Throws SessionEnded. */
  async bearer(): Promise<string> {
    if (this.#stored && Date.now() > this.#stored.expires_at - MARGIN_MS) await this.renew();
    if (!this.#stored) throw new SessionEnded();
    return this.#stored.id_token;
  }

  /** One renewal at a time, whoever asks for it. Throws SessionEnded, or Unreachable when there is no answer. */
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
      throw new SessionEnded();
    }
    try {
      this.#keep(await refresh(this.#config, token));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // The token is still good where the answer is about the server: a fault, or too much at once.
      if (!TOKEN_REFUSED.includes(error.problem.status))
        throw new Unreachable('The sign-in does not answer.', { cause: error });
      this.#forget();
      throw new SessionEnded();
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
    // Nothing that this page held stays in memory either; what comes is the way to sign in.
    location.reload();
  }

  #scheduleRenewal(): void {
    clearTimeout(this.#timer);
    if (!this.#stored?.refresh_token) return;
    const delay = Math.max(0, this.#stored.expires_at - MARGIN_MS - Date.now());
    // A renewal that fails here is tried again by the next request, which can tell the person.
    this.#timer = window.setTimeout(() => void this.renew().catch(() => undefined), delay);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#store(null);
  }
}
