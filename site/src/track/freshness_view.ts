// The strip on top of the job: how fresh the shown view is.

import { now } from '../shared/server_clock';
import { ago, stamp } from '../shared/time';
import { STALE_GRACE_MS } from '../shared/timings';
import { fill } from '../shared/words';
import { byId, put, setIcon } from './dom';
import { zoneOf } from './job_view';
import { isOver, pollMs } from './polling';
import type { PublicView } from './view_response';
import type { TrackWords } from './words';

const NO_BREAK = '\u00a0';

export type Connection = 'up' | 'failing' | 'offline';

const ICONS = { live: 'dot', over: 'check', stale: 'alert', offline: 'offline' };

function stateOf(view: PublicView, age: number, connection: Connection): keyof typeof ICONS {
  if (isOver(view)) return 'over';
  if (connection === 'offline') return 'offline';
  return connection === 'failing' || age > pollMs(view) + STALE_GRACE_MS ? 'stale' : 'live';
}

/** When a job ended: true with and without a connection. */
function endedText(words: TrackWords, view: PublicView): string {
  const at = view.timeline?.at(-1)?.at ?? view.updated_at;
  const text = view.status === 'cancelled' ? words.cancelled_at : words.finished_at;
  return at ? fill(text, { when: stamp(zoneOf(view), new Date(at), now()) }) : '';
}

/** `age`: how long ago the view was received, in ms. */
export function showFreshness(
  words: TrackWords,
  view: PublicView,
  age: number,
  connection: Connection,
): void {
  const state = stateOf(view, age, connection);
  const texts = { live: words.updated, stale: words.stale, offline: words.offline_since };
  put(
    'fresh',
    state === 'over'
      ? endedText(words, view)
      : fill(texts[state], { ago: ago(age).replaceAll(' ', NO_BREAK) }),
  );
  const strip = byId('strip');
  if (strip.dataset.state === state) return;
  strip.dataset.state = state;
  setIcon(strip, ICONS[state]);
  const retry = byId('retry');
  const isNeeded = state !== 'live' && state !== 'over';
  // A button that is hidden loses the focus; the status that it was pressed for gets it.
  if (!isNeeded && document.activeElement === retry) byId('status').focus();
  retry.hidden = !isNeeded;
}
