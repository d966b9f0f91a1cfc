// The booking form's questions: every field that the rules list is read from the form and shown in the summary.
import { expect, test } from 'vitest';
import { answersFrom, answersIn } from '../src/book/questions';

const typed: Record<string, string> = {
  name: 'Ada Moreno',
  phone: '619 555 0187',
  email: 'ada@example.com',
  kind: 'junk_removal',
  street: '42 Harbor Dr',
  unit: '4B',
  city: 'San Diego',
  zip: '92101',
  notes: 'A sofa.\nSecond floor.',
};

test('a request holds what was typed, in the order of the rules', () => {
  const request = answersFrom((name) => typed[name] ?? '');
  expect(request).toEqual({
    customer: { name: typed.name, phone: typed.phone, email: typed.email },
    service: {
      kind: typed.kind,
      address: { street: typed.street, unit: typed.unit, city: typed.city, zip: typed.zip },
      notes: typed.notes,
    },
  });
  expect(answersIn(request)).toEqual(Object.entries(typed));
});

test('an optional question without an answer is left out, a required one is empty', () => {
  const request = answersFrom(() => '');
  expect(request).toEqual({
    customer: { name: '', phone: '' },
    service: { kind: '', address: { street: '', city: '', zip: '' } },
  });
  expect(answersIn(request)).toEqual([]);
});
