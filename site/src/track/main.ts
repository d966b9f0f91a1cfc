// The tracking page: polls the job whose token is in the path, and shows it until it has ended.

import { moment, now, since } from '../shared/server_clock';
import { setLocale } from '../shared/time';
import { RELOAD_MS } from '../shared/timings';
import { translate } from '../shared/words';
import { saveWindow, share } from './actions';
import { showConfirmation, wireConfirmation } from './confirmation';
import { byId, showOnly } from './dom';
import { first, words as loading, requestJob, token } from './first_request';
import { type Connection, showFreshness } from './freshness_view';
import { showJob } from './job_view';
import { pollJob } from './polling';
import { forgetProblem, showProblem } from './problem_view';
import type { PublicView } from './view_response';
import type { TrackWords } from './words';

/** How often "12 s ago" is counted up. */
const TICK_MS = 1_000;

function start(words: TrackWords, jobToken: string, response: Promise<Response>): void {
  let view: PublicView | null = null;
  let receivedAt = moment();
  let connection: Connection = 'up';

  /** Also without a response, what is shown changes with the time: a day begins, a window passes. */
  const freshen = (): void => {
    if (!view) return;
    showJob(words, view, now());
    showConfirmation(words, view, now());
    showFreshness(words, view, since(receivedAt), connection);
  };

  const job = pollJob(() => requestJob(jobToken), response, {
    view(latest) {
      view = latest;
      receivedAt = moment();
      connection = 'up';
      forgetProblem();
      freshen();
    },
    missing() {
      view = null;
      showProblem(words, 'missing');
    },
    failing(isOffline) {
      connection = isOffline ? 'offline' : 'failing';
      if (!view) showProblem(words, connection);
      freshen();
    },
  });

  wireConfirmation(words, jobToken, job.take, job.now);
  byId('retry').addEventListener('click', job.now);
  byId('again').addEventListener('click', () => {
    forgetProblem();
    showOnly('skeleton');
    job.now();
  });
  byId('calendar').addEventListener('click', () => view && void saveWindow(words, jobToken, view));
  byId('share').addEventListener('click', () => void share(words, jobToken));
  window.addEventListener('offline', () => {
    connection = 'offline';
    freshen();
  });
  setInterval(freshen, TICK_MS);
}

/** Loads the page again, at once when the browser comes online: its texts could not be loaded. */
function reloadLater(): void {
  if (navigator.onLine) setTimeout(() => location.reload(), RELOAD_MS);
  else window.addEventListener('online', () => location.reload());
}

loading.then(({ default: words }) => {
  setLocale(words.locale);
  translate(words);
  if (token && first) return start(words, token, first);
  byId('again').hidden = true;
  showProblem(words, 'missing');
}, reloadLater);
