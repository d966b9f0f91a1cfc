// The list of a job's fields: what one entry is worth in the form, the request, the details and a conflict.
import { describe, expect, test } from 'vitest';
import { conflictOrder, detailOrder, jobFields } from '../src/board/job_fields';
import { requestOf, valuesFrom } from '../src/board/job_form';
import { maxLengthOf } from '../src/shared/job_rules';
import { aCard, ZONE } from './sample_job';

const labels = (fields: readonly { label: string }[]): string[] => fields.map(({ label }) => label);

test('the form asks in the order of the list', () => {
  expect(labels(jobFields)).toEqual([
    'Customer',
    'Phone',
    'Kind of job',
    'Price',
    'Street',
    'Unit',
    'City',
    'ZIP',
    'Time window',
    'E-mail',
    'Notes',
  ]);
});

test('every line takes as many characters as the server or the entry allows', () => {
  const lines = jobFields.filter(({ control }) => control === 'line' || control === 'lines');
  expect(
    lines.filter(({ pointer, maxlength }) => !(maxlength ?? maxLengthOf(pointer))).map(({ label }) => label),
  ).toEqual([]);
  expect(maxLengthOf('/service/notes')).toBe(2000);
});

test('the details and a conflict have orders of their own, and leave out no field', () => {
  expect(labels(detailOrder).slice(0, 4)).toEqual(['Time window', 'Street', 'Price', 'Phone']);
  expect(labels(conflictOrder)).toEqual([
    'Customer',
    'Phone',
    'E-mail',
    'Kind of job',
    'Street',
    'Unit',
    'City',
    'ZIP',
    'Price',
    'Time window',
    'Notes',
  ]);
  for (const order of [detailOrder, conflictOrder]) expect(new Set(order)).toEqual(new Set(jobFields));
});

test('each input has one field, and each field a pointer of its own', () => {
  const inputs = jobFields.flatMap((field) => field.inputs);
  expect(new Set(inputs).size).toBe(inputs.length);
  expect(new Set(jobFields.map(({ pointer }) => pointer)).size).toBe(jobFields.length);
});

describe('the request of a form is the job that filled it', () => {
  test.each([
    aCard(),
    aCard({ price: null, window: null }),
    aCard({ customer: { name: 'Ana', phone: '+526642234567', email: 'ana@example.com' } }),
    aCard({ price: { amount_cents: 22_050, currency: 'USD' } }),
  ])('%#', (job) => {
    const { customer, service, price, window } = job;
    expect(requestOf(valuesFrom(job, ZONE), ZONE)).toEqual({ customer, service, price, window });
  });
});
