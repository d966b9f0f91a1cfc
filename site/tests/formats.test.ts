// Phone numbers, ZIP codes and merge patches: the same tables as the server's tests read (tests/unit/jobs/test_page_cases.py).
import { describe, expect, test } from 'vitest';
import { normalised } from '../src/board/job_form';
import { mergePatch } from '../src/shared/merge_patch';
import { e164, zipCode } from '../src/shared/text';
import { tokenTyped } from '../src/shared/token';
import patches from './cases/merge_patches.json';
import formats from './cases/us_formats.json';

describe('a phone number is stored as the form shows it', () => {
  test.each(formats.phones)('$typed', ({ typed, stored }) => {
    expect(e164(typed)).toBe(stored);
  });
});

describe('a ZIP code is stored as the form shows it', () => {
  test.each(formats.zip_codes)('$typed', ({ typed, stored }) => {
    expect(zipCode(typed)).toBe(stored);
  });
});

test.each([
  ['phone', '619.555.0123', '(619) 555-0123'],
  ['phone', '555-01 23', '555-01 23'],
  ['zip', '921221234', '92122-1234'],
  ['zip', '9212', '9212'],
  ['street', '  3512  soderblom ave. ', '3512 soderblom ave.'],
  ['notes', 'Two\n\nlines', 'Two\n\nlines'],
])('the field %s shows %j, when it is left, as %j', (name, typed, shown) => {
  expect(normalised(name, typed)).toBe(shown);
});

test.each(patches)('a merge patch holds only what differs: $before to $after', ({ before, after, patch }) => {
  expect(mergePatch(before, after) ?? null).toEqual(patch);
});

test.each([
  ['fcdc1c82cb284dbe', 'fcdc1c82cb284dbe'],
  ['  FCDC1C82CB284DBE ', 'fcdc1c82cb284dbe'],
  ['https://quickdumpnow.example/track/fcdc1c82cb284dbe', 'fcdc1c82cb284dbe'],
  ['Your job: https://quickdumpnow.example/track/fcdc1c82cb284dbe.', 'fcdc1c82cb284dbe'],
  ['https://quickdumpnow.example/track/fcdc1c82cb284dbe0', null],
  ['fcdc1c82cb284db', null],
  ['fcdc1c82cb284dbg', null],
  ['Mark', null],
  ['', null],
])('the token in %j is %s', (typed, token) => {
  expect(tokenTyped(typed)).toBe(token);
});
