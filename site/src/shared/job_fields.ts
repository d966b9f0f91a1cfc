// Whose job it is and what it is, from the fields of the dispatcher's forms.
import { orNull } from './text';
import type { JobRequest } from './types';

/** `typed` gives a field's text by its name, '' where the form has no such field. */
export const customerAndService = (
  typed: (name: string) => string,
): Pick<JobRequest, 'customer' | 'service'> => ({
  customer: { name: typed('name'), phone: typed('phone'), email: orNull(typed('email')) },
  service: {
    kind: typed('kind'),
    address: {
      street: typed('street'),
      unit: orNull(typed('unit')),
      city: orNull(typed('city')),
      zip: orNull(typed('zip')),
    },
    notes: typed('notes'),
  },
});
