// The strip on top of the ticket: how fresh is what stands on it.

import { now } from '../shared/server_clock';
import { ago, stamp } from '../shared/time';
import type { PublicView } from '../shared/types';
import { fill } from '../shared/words';
import { byId, put, setIcon } from './dom';
import { isOver, rhythm } from './follow';
import { zoneOf } from './ticket';
import type { TrackWords } from './words';

// A poll may be late by a slow answer before the page calls itself stale.
const GRACE_MS = 20_000;

const NO_BREAK = '\u00a0';

export type Connection = 'up' | 'failing' | 'offline';

const ICONS = { live: 'dot', over: 'check', stale: 'alert', offline: 'offline' };

function stateOf(view: PublicView, age: number, connection: Connection): keyof typeof ICONS {
  if (isOver(view)) return 'over';
  if (connection === 'offline') return 'offline';
  return connection === 'failing' || age > rhythm(view) + GRACE_MS ? 'stale' : 'live';
}

/** When it ended, for a job that has ended: that stays true, connected or not. */
function ended(words: TrackWords, view: PublicView): string {
  const at = view.timeline?.at(-1)?.at ?? view.updated_at;
  const text = view.status === 'cancelled' ? words.cancelled_at : words.finished_at;
  return at ? fill(text, { when: stamp(zoneOf(view), new Date(at), now()) }) : '';
}

/** `age`: how long ago the view was heard, in ms. */
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
    state === 'over' ? ended(words, view) : fill(texts[state], { ago: ago(age).replaceAll(' ', NO_BREAK) }),
  );
  const strip = byId('strip');
  if (strip.dataset.state === state) return;
  strip.dataset.state = state;
  setIcon(strip, ICONS[state]);
  const retry = byId('retry');
  const isNeeded = state !== 'live' && state !== 'over';
  // A button that goes takes the focus with it; it goes to what the press was for.
  if (!isNeeded && document.activeElement === retry) byId('status').focus();
  retry.hidden = !isNeeded;
}
