// The booking page: offers windows in the company's zone, sends the request, shows the confirmation.

import type { BookingCompany, Config } from '../shared/config';
import { loadConfig } from '../shared/config';
import { phoneText } from '../shared/text';
import { setLocale } from '../shared/time';
import { CONFIG_RETRY_MS } from '../shared/timings';
import { fill, translate } from '../shared/words';
import { confirmationOf, priceOf, showConfirmation, store, stored } from './confirmation';
import { wireForm } from './request_form';
import { isPending } from './send_booking';
import { chosenWindow, offerWindows } from './when';
import { words } from './words';

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

function offerCall({ phone }: BookingCompany): void {
  const link = byId('call') as HTMLAnchorElement;
  link.href = `tel:${phone}`;
  const number = document.createElement('span');
  number.textContent = phoneText(phone);
  link.replaceChildren(`${words.call_us} `, number);
  link.hidden = false;
}

function showEstimate(form: HTMLFormElement): void {
  const kind = String(new FormData(form).get('kind') ?? '');
  byId('estimate').textContent = kind
    ? fill(words.estimate, { kind: words.kinds[kind] ?? '', price: priceOf(kind) })
    : words.estimates;
}

/** Tries again: on a bad connection the first response may be lost, and the windows need the settings. */
async function settingsOnceMore(): Promise<Config> {
  await new Promise((resolve) => setTimeout(resolve, CONFIG_RETRY_MS));
  return loadConfig();
}

async function start(): Promise<void> {
  setLocale(words.locale);
  translate(words);
  const form = byId('form') as HTMLFormElement;
  let company: BookingCompany | null = null;
  wireForm(form, {
    company: () => company,
    window: () => company && chosenWindow(company.time_zone),
    booked(booking, requested) {
      const confirmation = confirmationOf(booking, requested);
      store(confirmation);
      form.reset();
      showConfirmation(confirmation);
    },
  });
  byId('late').hidden = true;
  showEstimate(form);
  form.addEventListener('change', () => showEstimate(form));
  const earlier = stored();
  if (earlier) showConfirmation(earlier);
  else byId('unanswered').hidden = !isPending();

  try {
    ({ company } = await loadConfig().catch(settingsOnceMore));
    offerCall(company);
    offerWindows(company.time_zone);
  } catch {
    // The company's zone is not known, so no window is offered. The request can still be sent without one.
    byId('when-fields').hidden = true;
    byId('no-windows').hidden = false;
  }
}

void start();
