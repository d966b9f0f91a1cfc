// Shares the session between the tabs of one browser: a new tab requests it, and signing out ends it in all of them.
import { OTHER_TAB_DEADLINE_MS } from '../shared/timings';

const CHANNEL = 'qdn.session';

type Message = { kind: 'wanted' } | { kind: 'session'; session: unknown } | { kind: 'ended' };

export class SessionTabs {
  #channel = new BroadcastChannel(CHANNEL);

  /** `session` returns this tab's session, null when it has none. `ended` is called when another tab has signed out. */
  constructor(session: () => unknown, ended: () => void) {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'ended') ended();
      const mine = data.kind === 'wanted' ? session() : null;
      if (mine) this.#send({ kind: 'session', session: mine });
    });
  }

  /** The session of another tab, not checked; null when none responds in time. */
  request(): Promise<unknown> {
    return new Promise((resolve) => {
      const stop = new AbortController();
      const settle = (session: unknown): void => {
        stop.abort();
        resolve(session);
      };
      this.#channel.addEventListener(
        'message',
        ({ data }: MessageEvent<Message>) => data.kind === 'session' && settle(data.session),
        { signal: stop.signal },
      );
      setTimeout(() => settle(null), OTHER_TAB_DEADLINE_MS);
      this.#send({ kind: 'wanted' });
    });
  }

  /** Notifies the other tabs of the sign-out. */
  end(): void {
    this.#send({ kind: 'ended' });
  }

  #send(message: Message): void {
    this.#channel.postMessage(message);
  }
}
