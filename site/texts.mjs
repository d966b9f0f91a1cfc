// The texts of lambda/words for the pages: checks that all languages agree, and selects what one page needs in one language.
import { readdirSync, readFileSync } from 'node:fs';

export const WORDS = new URL('../lambda/words/', import.meta.url);
export const JOBS = new URL('../lambda/jobs/', import.meta.url);
const RULES = new URL('./src/generated/booking_rules.json', import.meta.url);

const read = (url) => JSON.parse(readFileSync(url, 'utf8'));

export const readFlow = () => read(new URL('status_flow.json', JOBS));
export const readBookingRules = () => read(RULES);
export const readServices = () => read(new URL('services.json', JOBS)).services;
const readWindows = () => read(new URL('booking_windows.json', JOBS));

/** The texts of every language, `{ en: {…}, es: {…} }`, in the order of languages.json. */
export function readTexts(folder = WORDS) {
  const languages = read(new URL('languages.json', folder));
  return Object.fromEntries(
    languages.map((language) => [language, read(new URL(`${language}.json`, folder))]),
  );
}

/** The language of the pages' HTML and of the API: the first in languages.json. */
export const firstLanguage = (texts) => Object.keys(texts)[0];

/** Every text by its path: `pages.track.updated` -> `Updated {ago}`. */
const byPath = (value, path = []) =>
  typeof value === 'string'
    ? [[path.join('.'), value]]
    : Object.entries(value).flatMap(([key, inner]) => byPath(inner, [...path, key]));

const placeholdersOf = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join(' ') || 'none';

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);

function checkFiles(texts, folder) {
  for (const name of readdirSync(folder)) {
    const language = /^(\w+)\.json$/.exec(name)?.[1];
    if (language && language !== 'languages' && !texts[language])
      throw new Error(`languages.json: ${language} is missing, but there is a file ${name}.`);
  }
}

/** Every language has the same texts with the same {placeholders} as the first, which alone has those of the API. */
function checkLanguages(texts) {
  const [[first, expected], ...others] = Object.entries(texts).map(([language, own], index) => {
    const { api_errors, ...forPages } = own;
    if (api_errors && index > 0)
      throw new Error(
        `${language}.json: api_errors belong into the first language only; no page shows them.`,
      );
    return [language, new Map(byPath(forPages))];
  });
  for (const [language, own] of others) {
    for (const [path, text] of expected) {
      if (!own.has(path)) throw new Error(`${language}.json: ${path} is missing.`);
      const [found, wanted] = [own.get(path), text].map(placeholdersOf);
      if (found !== wanted)
        throw new Error(
          `${language}.json: the {placeholders} of ${path} differ from ${first}.json: ${found} instead of ${wanted}.`,
        );
    }
    for (const path of own.keys())
      if (!expected.has(path)) throw new Error(`${language}.json: ${path} is not in ${first}.json.`);
  }
}

/** The statuses, services and parts of the day have texts, and nothing else has. */
function checkIds(texts) {
  const first = firstLanguage(texts);
  const { statuses, services, pages } = texts[first];
  const sections = [
    ['statuses', statuses, readFlow().statuses, 'status_flow.json'],
    ['services', services, readServices(), 'services.json'],
    ['pages.book.parts', pages.book.parts, readWindows().parts, 'booking_windows.json'],
  ];
  for (const [section, own, defined, file] of sections) {
    const ids = defined.map(({ id }) => id);
    for (const id of ids)
      if (!Object.hasOwn(own, id))
        throw new Error(`${first}.json: ${section}.${id} is missing; ${file} has it.`);
    for (const id of Object.keys(own))
      if (!ids.includes(id)) throw new Error(`${first}.json: ${section}.${id} is not in ${file}.`);
  }
}

/**
 * The error texts of the booking form in one language, by the field's pointer and the code of the error:
 * `{"/customer/name": {"required": …}}`. A rule's key is the last part of its pointer, as in lambda/jobs/rules.py.
 */
function errorTexts(errors, rule = readBookingRules(), pointer = '') {
  const texts = {};
  for (const [name, inner] of Object.entries(rule.properties ?? {}))
    Object.assign(texts, errorTexts(errors, inner, `${pointer}/${name}`));
  if (!rule['x-words']) return texts;
  const key = pointer.split('/').at(-1);
  const values = { ...readWindows(), max_length: rule.maxLength };
  const own = (code) => {
    const text = errors[key]?.[code] ?? errors.text[code];
    if (!text) throw new Error(`errors.${key}.${code} is missing; a rule of the booking form needs it.`);
    return fill(text, values);
  };
  texts[pointer] = Object.fromEntries(Object.keys(rule['x-words']).map((code) => [code, own(code)]));
  return texts;
}

/** In the first language, the texts found by pointer are those that the rules have. */
function checkErrors(texts) {
  const first = firstLanguage(texts);
  const inRules = (rule, pointer = '') =>
    Object.entries(rule.properties ?? {})
      .flatMap(([name, inner]) => inRules(inner, `${pointer}/${name}`))
      .concat(
        rule['x-words'] ? Object.entries(rule['x-words']).map(([code, text]) => [pointer, code, text]) : [],
      );
  const found = errorTexts(texts[first].errors);
  for (const [pointer, code, text] of inRules(readBookingRules()))
    if (found[pointer][code] !== text)
      throw new Error(
        `The text of ${pointer} ${code} is "${text}" in the rules of the booking form, "${found[pointer][code]}" in ` +
          `${first}.json: write the rules again, or make the key of the rule the name of its field.`,
      );
}

/** Throws an Error that names the first text that is missing, not used, or has other {placeholders}. */
export function checkTexts(texts, folder = WORDS) {
  checkFiles(texts, folder);
  checkIds(texts);
  checkLanguages(texts);
  checkErrors(texts);
}

const dollars = (cents, locale) =>
  (cents / 100).toLocaleString(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

const labelsOf = (section) =>
  Object.fromEntries(Object.entries(section).map(([id, { label }]) => [id, label]));

/** The services on the booking page's HTML: `kind_<id>`, `about_<id>` and `price_<id>`. */
function serviceTexts(services, { locale, from_price, no_price }) {
  const texts = {};
  for (const { id, from_cents } of readServices()) {
    texts[`kind_${id}`] = services[id].label;
    texts[`about_${id}`] = services[id].description;
    texts[`price_${id}`] = from_cents ? fill(from_price, { price: dollars(from_cents, locale) }) : no_price;
  }
  return texts;
}

/** The texts of a customer's page, `track` or `book`, in one language; for `board`, the customer's words that it repeats. */
export function textsFor(texts, language, page) {
  const { statuses, unknown_status, services, errors, pages } = texts[language];
  const kinds = labelsOf(services);
  if (page === 'board') return { kinds, statuses: labelsOf(statuses) };
  const own = { ...pages.shared, ...pages[page] };
  const common = { language, ...own, kinds, statuses, unknown: unknown_status };
  if (page === 'track') return common;
  // The rules, which the page has in any case, hold the first language's errors.
  const mistakes = language === firstLanguage(texts) ? {} : errorTexts(errors);
  return { ...common, ...serviceTexts(services, own), errors: mistakes };
}
