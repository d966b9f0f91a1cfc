// The booking form's HTML as the build expands it: a question's markup follows from its name, the rules and the texts.
import { describe, expect, test } from 'vitest';
import { expandForm } from '../booking_form.mjs';

const expand = (attributes, texts = {}) => expandForm(`<form-field ${attributes}></form-field>`, texts);

describe('a question', () => {
  test('is required or marked as optional, as the model says', () => {
    const required = expand('pointer="/service/address/street"');
    expect(required).toContain('<input id="street" name="street" required />');
    expect(required).not.toContain('data-t="optional"');
    const optional = expand('pointer="/service/address/unit"');
    expect(optional).toContain('<input id="unit" name="unit" />');
    expect(optional).toContain('data-t="optional"');
  });

  test('has a label, a place for its error and the attributes that the page gives', () => {
    const html = expand('pointer="/service/address/zip" class="wide" inputmode="numeric" live');
    expect(html).toContain('<div class="field wide" data-pointer="/service/address/zip">');
    expect(html).toContain('<label for="zip"><span data-t="zip"></span></label>');
    expect(html).toContain('<input id="zip" name="zip" inputmode="numeric" required />');
    expect(html).toContain('<p class="field-error" id="zip-error" aria-live="polite" hidden></p>');
  });

  test('is described by its hint, if there is a text for one', () => {
    const hint = '<p class="hint" id="phone-hint" data-t="phone_hint"></p>';
    const described = expand('pointer="/customer/phone"', { phone_hint: 'We call.' });
    expect(described).toContain('required aria-describedby="phone-hint" />');
    expect(described).toContain(hint);
    expect(expand('pointer="/customer/phone"')).not.toContain('hint');
  });

  test('is a text area with rows', () => {
    expect(expand('pointer="/service/notes" rows="3"')).toContain(
      '<textarea id="notes" name="notes" rows="3"></textarea>',
    );
  });

  test('of a field that no booking has fails the build', () => {
    expect(() => expand('pointer="/service/colour"')).toThrow(
      'book/index.html: no field of a booking has the pointer /service/colour.',
    );
  });
});

test('a service without its drawing fails the build', () => {
  expect(() => expandForm('<form-services></form-services>', {})).toThrow(
    'book/index.html: there is no drawing d-junk_removal.',
  );
});
