// Checks a booking before it is sent: the form's rules, the service area and the offered windows.

import type { JobRequest } from '../generated/api';
import rules from '../generated/booking_rules.json';
import type { BookingCompany } from '../shared/config';
import { type Wrong, wrongIn } from '../shared/rules';
import { phoneText } from '../shared/text';
import { fill } from '../shared/words';
import { wrongWindow } from './windows';

const ZIP = '/service/address/zip';
const WINDOW = '/window';

/** The values of the {placeholders} in the texts of errors. */
export const placeholdersOf = (
  { service }: JobRequest,
  company: BookingCompany | null,
): Record<string, string> => ({
  zip: (service.address.zip ?? '').slice(0, 5),
  phone: company ? phoneText(company.phone) : '',
  zone: company?.time_zone ?? '',
});

/** Every error that the server would find, with its texts. Service area and windows need the company's settings. */
export function problemsOf(body: JobRequest, company: BookingCompany | null, now: number): Wrong[] {
  const { customer, service, window } = body;
  const found = wrongIn(rules, { customer, service });
  if (!company) return found;
  const { properties } = rules;
  const say = (pointer: string, code: string, words: string): void => {
    found.push({ pointer, code, detail: fill(words, placeholdersOf(body, company)) });
  };
  const { service_area: area, time_zone } = company;
  const served = area.length === 0 || area.some((beginning) => service.address.zip?.startsWith(beginning));
  if (!served && !found.some(({ pointer }) => pointer === ZIP))
    say(ZIP, 'area', properties.service.properties.address.properties.zip['x-words'].area);
  const code = window && wrongWindow(window, time_zone, now);
  if (code) say(WINDOW, code, (properties.window['x-words'] as Record<string, string>)[code] ?? '');
  return found;
}
