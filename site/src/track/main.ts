// The tracking page: from the token in the path to a job that is followed until its end.

import { moment, now, since } from '../shared/server_clock';
import { setLocale } from '../shared/time';
import type { PublicView } from '../shared/types';
import { translate } from '../shared/words';
import { saveWindow, share } from './actions';
import { offerConfirmation, wireConfirmation } from './confirm';
import { byId, showOnly } from './dom';
import { ask, first, words as loading, token } from './early';
import { follow } from './follow';
import { type Connection, showFreshness } from './fresh';
import { forgetMessage, showMessage } from './message';
import { showTicket } from './ticket';
import type { TrackWords } from './words';

const TICK_MS = 1_000;
const RELOAD_MS = 5_000;

function start(words: TrackWords, of: string, answer: Promise<Response>): void {
  let view: PublicView | null = null;
  let heard = moment();
  let connection: Connection = 'up';

  /** What is shown depends on the time as well: a day begins, a window passes, also while nothing is heard. */
  const freshen = (): void => {
    if (!view) return;
    showTicket(words, view, now());
    offerConfirmation(words, view, now());
    showFreshness(words, view, since(heard), connection);
  };

  const job = follow(() => ask(of), answer, {
    view(latest) {
      view = latest;
      heard = moment();
      connection = 'up';
      forgetMessage();
      freshen();
    },
    missing() {
      view = null;
      showMessage(words, 'missing');
    },
    failing(offline) {
      connection = offline ? 'offline' : 'failing';
      if (!view) showMessage(words, connection);
      freshen();
    },
  });

  wireConfirmation(words, of, job.take, job.now);
  byId('retry').addEventListener('click', job.now);
  byId('again').addEventListener('click', () => {
    forgetMessage();
    showOnly('skeleton');
    job.now();
  });
  byId('calendar').addEventListener('click', () => view && void saveWindow(words, of, view));
  byId('share').addEventListener('click', () => void share(words, of));
  window.addEventListener('offline', () => {
    connection = 'offline';
    freshen();
  });
  setInterval(freshen, TICK_MS);
}

/** Without its words the page can say nothing: it starts anew as soon as there is a hope of getting them. */
function startAnew(): void {
  if (navigator.onLine) setTimeout(() => location.reload(), RELOAD_MS);
  else window.addEventListener('online', () => location.reload());
}

loading.then(({ default: words }) => {
  setLocale(words.locale);
  translate(words);
  if (token && first) return start(words, token, first);
  byId('again').hidden = true;
  showMessage(words, 'missing');
}, startAnew);
