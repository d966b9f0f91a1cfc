// The tracking page: from the token in the path to a job that is followed until its end.
import { loadConfig } from '../shared/config';
import { ago, setLocale, stamp } from '../shared/time';
import { tokenFrom } from '../shared/token';
import type { PublicView } from '../shared/types';
import { fill, translate } from '../shared/words';
import { follow, isOver, rhythm } from './follow';
import {
  callLink,
  showFreshness,
  showMissing,
  showSearching,
  showTrouble,
  showView,
  speak,
  zoneOf,
} from './page';
import { wordsOf } from './words';

const { default: words } = await wordsOf(navigator.languages);
speak(words);
setLocale(words.locale);
translate(words);

const TICK_MS = 1_000;
// A poll may be late by a slow answer before the page calls itself stale.
const GRACE_MS = 20_000;

let view: PublicView | null = null;
let updatedAt = 0;
let failing: 'no' | 'failing' | 'offline' = 'no';

function freshen(): void {
  if (!view) {
    if (failing !== 'no') showFreshness(failing === 'offline' ? 'offline' : 'stale', words.trying);
    return;
  }
  const age = Date.now() - updatedAt;
  if (isOver(view)) return showFreshness('over', closed(view));
  if (failing === 'offline') return showFreshness('offline', fill(words.offline_since, { ago: ago(age) }));
  if (failing === 'failing' || age > rhythm(view) + GRACE_MS)
    return showFreshness('stale', fill(words.stale, { ago: ago(age) }));
  showFreshness('live', fill(words.updated, { ago: ago(age) }));
}

const closed = (ended: PublicView): string =>
  ended.updated_at
    ? fill(words.last_update, { when: stamp(zoneOf(ended), new Date(ended.updated_at), new Date()) })
    : '';

/** The phone number comes from the company's settings when there is no view to take it from. */
async function offerCall(id: string): Promise<void> {
  try {
    callLink(id, (await loadConfig()).company.phone);
  } catch {
    // Without settings there is no number to offer; the page has said what it knows.
  }
}

function giveUp(): void {
  showMissing();
  void offerCall('missing-call');
}

function start(): void {
  const token = tokenFrom(location.pathname);
  const again = document.getElementById('again');
  if (!token) {
    again?.addEventListener('click', giveUp);
    giveUp();
    return;
  }
  const job = follow(token, {
    view(fresh) {
      view = fresh;
      updatedAt = Date.now();
      failing = 'no';
      showView(fresh, new Date());
      freshen();
    },
    missing: giveUp,
    failing(offline) {
      failing = offline ? 'offline' : 'failing';
      if (!view) {
        showTrouble(offline);
        void offerCall('call');
      }
      freshen();
    },
  });
  again?.addEventListener('click', () => {
    showSearching();
    job.now();
  });
  window.addEventListener('offline', () => {
    failing = 'offline';
    freshen();
  });
  setInterval(freshen, TICK_MS);
}

start();
