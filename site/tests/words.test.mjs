// The texts of lambda/words in the build: a further language is one file and one line, and a mistake in a file is named.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import config from '../../vite.config';
import { languageOf } from '../src/shared/words';
import { checkTexts, readTexts } from '../texts.mjs';
import { words } from '../words_plugin.mjs';

// Building all pages takes a second, and more on a busy machine.
const BUILD_MS = 60_000;
const SOURCE = new URL('../../lambda/words/', import.meta.url);

let directory;
let folder;

const read = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const write = (name, value) => writeFileSync(new URL(name, folder), JSON.stringify(value));

/** Changes one file of the copy. */
function edit(name, change) {
  const value = read(name);
  change(value);
  write(name, value);
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'words-'));
  folder = pathToFileURL(`${directory}/`);
  cpSync(SOURCE, folder, { recursive: true });
});

afterEach(() => rmSync(directory, { recursive: true }));

/** The same texts in a language that nobody has, `zz`; {placeholders} stay. */
const translated = (value) =>
  typeof value === 'string'
    ? `[zz] ${value}`
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translated(inner)]));

/** One more language, as docs/howto.md describes it: one file, one line. */
function addLanguage() {
  const { api_errors: _, ...english } = read('en.json');
  const texts = translated(english);
  texts.pages.shared.locale = 'fr-CA';
  write('zz.json', texts);
  edit('languages.json', (languages) => languages.push('zz'));
}

/** Every script that the build makes with the texts of the copy. */
async function builtScripts() {
  const { output } = await build({
    ...config,
    configFile: false,
    logLevel: 'silent',
    plugins: [words(folder)],
    build: { ...config.build, write: false },
  });
  return output.filter(({ type }) => type === 'chunk');
}

describe('a third language', () => {
  test('is offered by both pages, each with its own texts in a script of its own', {
    timeout: BUILD_MS,
  }, async () => {
    addLanguage();
    const [english, third] = [read('en.json').pages, read('zz.json').pages];
    const scripts = await builtScripts();
    const found = (text) => scripts.filter(({ code }) => code.includes(text));

    for (const [own, other] of [
      ['track', 'book'],
      ['book', 'track'],
    ]) {
      const holders = found(third[own].title);
      expect(holders).toHaveLength(1);
      const [{ code, fileName }] = holders;
      expect(scripts.filter(({ dynamicImports }) => dynamicImports.includes(fileName))).toHaveLength(1);
      expect(code).not.toContain(third[other].title);
      expect(code).toContain('[zz] We have your request');
      expect(code).toContain('[zz] Junk removal');
      expect(code).not.toContain(`"${english[own].title}`);
    }

    const [{ fileName }] = found(third.book.title);
    for (const text of ['[zz] Use at most 120 characters.', '[zz] Choose a time within the next 14 days.'])
      expect(found(text).map((script) => script.fileName)).toEqual([fileName]);
  });

  test('is chosen for a visitor who prefers it', () => {
    addLanguage();
    const languages = Object.keys(readTexts(folder));
    expect(languageOf(['zz-CA', 'es'], languages)).toBe('zz');
    expect(languageOf(['de', 'es-MX', 'zz'], languages)).toBe('es');
    expect(languageOf(['de'], languages)).toBe('en');
    expect(languageOf([], languages)).toBe('en');
  });
});

describe('the build names', () => {
  const check = () => checkTexts(readTexts(folder), folder);

  test('nothing while all languages agree', () => {
    check();
    addLanguage();
    check();
  });

  test.each([
    [
      'a text that a language lacks',
      (es) => delete es.pages.track.updated,
      'es.json: pages.track.updated is missing.',
    ],
    [
      'a text of a status that a language lacks',
      (es) => delete es.statuses.ready_for_pickup.next_without_window,
      'es.json: statuses.ready_for_pickup.next_without_window is missing.',
    ],
    [
      'a status that a language lacks',
      (es) => delete es.statuses.completed,
      'es.json: statuses.completed.label is missing.',
    ],
    [
      'a text that only this language has',
      (es) => Object.assign(es.errors.name, { far: 'Lejos.' }),
      'es.json: errors.name.far is not in en.json.',
    ],
    [
      'texts that only clients of the API get, in another language than the first',
      (es) => Object.assign(es, { api_errors: { status: { enum: 'Use uno de {statuses}.' } } }),
      'es.json: api_errors belong into the first language only; no page shows them.',
    ],
    [
      'other placeholders',
      (es) => Object.assign(es.pages.shared, { call: 'Llamar al {telefono}' }),
      'es.json: the {placeholders} of pages.shared.call differ from en.json: {telefono} instead of {phone}.',
    ],
  ])('%s', (_, spoil, sentence) => {
    edit('es.json', spoil);
    expect(check).toThrow(sentence);
  });

  test.each([
    ['statuses', 'cancelled', 'en.json: statuses.cancelled is missing; status_flow.json has it.'],
    ['services', 'junk_removal', 'en.json: services.junk_removal is missing; services.json has it.'],
  ])('an id of %s without texts', (section, id, sentence) => {
    for (const name of ['en.json', 'es.json']) edit(name, (texts) => delete texts[section][id]);
    expect(check).toThrow(sentence);
  });

  test('texts for a status that is not defined', () => {
    edit('en.json', ({ statuses }) => Object.assign(statuses, { lost: { label: 'Lost', next: 'Call us.' } }));
    expect(check).toThrow('en.json: statuses.lost is not in status_flow.json.');
  });

  test('an error that differs from the rules of the form', () => {
    edit('en.json', ({ errors }) => Object.assign(errors.name, { required: 'Who are you?' }));
    expect(check).toThrow(
      'The text of /customer/name required is "Enter a name." in the rules of the booking form',
    );
  });

  test('a file that the list lacks', () => {
    write('zz.json', translated(read('en.json')));
    expect(check).toThrow('languages.json: zz is missing, but there is a file zz.json.');
  });

  test('a language without a file', () => {
    edit('languages.json', (languages) => languages.push('zz'));
    expect(() => words(folder)).toThrow('zz.json');
  });
});

test('a mistake in a file fails the build', { timeout: BUILD_MS }, async () => {
  edit('es.json', (es) => delete es.pages.book.lead);
  await expect(builtScripts()).rejects.toThrow('es.json: pages.book.lead is missing.');
});
