// The session between tabs of one browser: handed to a new tab that asks, ended in all of them together.

const CHANNEL = 'qdn.session';
// Tabs in the background answer late, and somebody who has to sign in should not wait for nobody.
const PATIENCE_MS = 300;

type Message = { kind: 'wanted' } | { kind: 'session'; session: unknown } | { kind: 'ended' };

export class SessionTabs {
  #channel = new BroadcastChannel(CHANNEL);

  /** `session`: what this tab can give, null when it has none. `ended`: somebody signed out elsewhere. */
  constructor(session: () => unknown, ended: () => void) {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'ended') ended();
      const mine = data.kind === 'wanted' ? session() : null;
      if (mine) this.#send({ kind: 'session', session: mine });
    });
  }

  /** What another tab has, as it came; null when none answers in time. */
  ask(): Promise<unknown> {
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
      setTimeout(() => settle(null), PATIENCE_MS);
      this.#send({ kind: 'wanted' });
    });
  }

  end(): void {
    this.#send({ kind: 'ended' });
  }

  #send(message: Message): void {
    this.#channel.postMessage(message);
  }
}
