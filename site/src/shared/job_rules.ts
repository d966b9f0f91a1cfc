// What a form checks before it asks the server, in the server's words. The server checks again and has the last word.
import type { FieldProblem } from './http';
import { e164, zipCode } from './text';
import type { JobRequest } from './types';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

interface Wanted {
  /** A booking needs the whole address; a dispatcher may fill it in later. */
  fullAddress: boolean;
}

/** Everything that is wrong, at once. */
export function problemsOf({ customer, service }: JobRequest, { fullAddress }: Wanted): FieldProblem[] {
  const { street, city, zip } = service.address;
  const checks: [pointer: string, wrong: boolean, detail: string][] = [
    ['/service/kind', !service.kind, 'Choose what we should do.'],
    ['/service/address/street', !street, 'Enter the street address.'],
    ['/service/address/city', fullAddress && !city, 'Enter the city.'],
    ['/service/address/zip', fullAddress && !zip, 'Enter the ZIP code.'],
    ['/service/address/zip', !!zip && !zipCode(zip), 'Give a five-digit ZIP code, like 92122.'],
    ['/customer/name', !customer.name, 'Enter a name.'],
    ['/customer/phone', !customer.phone, 'Enter a phone number.'],
    [
      '/customer/phone',
      !!customer.phone && !e164(customer.phone),
      'Give a phone number with its area code, like (619) 555-0123.',
    ],
    [
      '/customer/email',
      !!customer.email && !EMAIL.test(customer.email),
      'Give an e-mail address, like mark@example.com.',
    ],
  ];
  return checks.filter(([, wrong]) => wrong).map(([pointer, , detail]) => ({ pointer, detail }));
}
