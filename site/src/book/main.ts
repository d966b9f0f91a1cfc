// The booking page: offers windows in the company's zone, sends the request, shows the confirmation.
import { loadConfig } from '../shared/config';
import { phoneText } from '../shared/text';
import type { Company } from '../shared/types';
import { confirmationOf, showConfirmation, store, stored, wireConfirmation } from './confirmation';
import { wireForm } from './request_form';
import { chosenWindow, offerWindows } from './when';

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

function offerCall({ phone }: Company): void {
  const link = byId('call') as HTMLAnchorElement;
  link.href = `tel:${phone}`;
  const number = document.createElement('span');
  number.textContent = phoneText(phone);
  link.replaceChildren('Call ', number);
  link.hidden = false;
}

async function start(): Promise<void> {
  const form = byId('form') as HTMLFormElement;
  let zone: string | null = null;
  wireConfirmation();
  wireForm(form, {
    window: () => (zone ? chosenWindow(zone) : null),
    booked(booking, asked) {
      const confirmation = confirmationOf(booking, asked);
      store(confirmation);
      form.reset();
      showConfirmation(confirmation);
    },
  });
  const earlier = stored();
  if (earlier) showConfirmation(earlier);

  try {
    const { company } = await loadConfig();
    zone = company.time_zone;
    offerCall(company);
    offerWindows(zone);
  } catch {
    // Without the company's zone no window can be offered; the request itself still works, and we agree on a time.
    (form.querySelector('.when') as HTMLElement).hidden = true;
  }
}

void start();
