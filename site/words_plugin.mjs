// What the customer's pages say, prepared at build time: each page gets the words of its own, one language at a time.
// The words come from messages/<language>.json and the status flow; the HTML is filled with the English ones.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const LANGUAGES = ['en', 'es'];
const FLOW = new URL('../lambda/jobs/status_flow.json', import.meta.url);
const PAGES = { '/track.html': 'track', '/book/index.html': 'book' };

const read = (url) => JSON.parse(readFileSync(url, 'utf8'));
const messages = (language) => read(new URL(`./messages/${language}.json`, import.meta.url));
const escapeHtml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** Every text with its place, as `track.updated`. */
const texts = (value, place = []) =>
  typeof value === 'string'
    ? [[place.join('.'), value]]
    : Object.entries(value).flatMap(([key, inner]) => texts(inner, [...place, key]));

const blanks = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();

/** Throws a sentence that names the first text that a language lacks, or whose blanks differ from the English ones. */
function compare() {
  const [english, ...others] = LANGUAGES.map((language) => [language, new Map(texts(messages(language)))]);
  for (const [language, own] of others) {
    for (const [place, text] of english[1])
      if (blanks(own.get(place) ?? '{missing}') !== blanks(text))
        throw new Error(
          `messages/${language}.json: ${place} is missing, or its {blanks} differ from English.`,
        );
    for (const place of own.keys())
      if (!english[1].has(place)) throw new Error(`messages/en.json: ${place} is missing.`);
  }
}

/** What `virtual:words/<language>/<page>` holds. */
function wordsFor(language, page) {
  const { shared, [page]: own } = messages(language);
  const { statuses, unknown } = read(FLOW);
  return {
    language,
    ...shared,
    ...own,
    statuses: Object.fromEntries(statuses.map(({ id, customer }) => [id, customer[language]])),
    unknown: unknown.customer[language],
  };
}

/** What `virtual:customer-flow` holds: how statuses look and behave on the customer's pages, in the flow's order. */
function customerFlow() {
  const { initial, statuses, unknown } = read(FLOW);
  const forward = new Map(
    statuses.map(({ id, transitions }) => [id, transitions.find(({ kind }) => kind === 'forward')?.to]),
  );
  const path = [];
  for (let id = initial; id; id = forward.get(id)) path.push(id);
  const looks = statuses.map(({ id, color, icon, ends, poll_seconds }) => [
    id,
    { color, icon, ends, poll_seconds },
  ]);
  return { path, unknown_poll_seconds: unknown.poll_seconds, looks: Object.fromEntries(looks) };
}

/** The flow with as much of the customer's words as the board puts into a text message: it does not carry the rest. */
function staffFlow() {
  const { initial, statuses } = read(FLOW);
  const short = ({ customer, ...status }) => ({ ...status, customer: { en: { label: customer.en.label } } });
  return { initial, statuses: statuses.map(short) };
}

/** Fills `data-t` (text) and `data-t-label` (aria-label) with the English words. Throws for a key that there is none of. */
function fill(html, page) {
  const words = wordsFor('en', page);
  const word = (key) => {
    if (typeof words[key] !== 'string') throw new Error(`${page}: messages/en.json has no ${page}.${key}.`);
    return escapeHtml(words[key]);
  };
  return html
    .replace(/(<[^>]*\sdata-t="(\w+)"[^>]*>)(?=<\/)/g, (_, tag, key) => tag + word(key))
    .replace(/\sdata-t-label="(\w+)"/g, (attribute, key) => `${attribute} aria-label="${word(key)}"`);
}

/** The plugin. Its virtual modules are declared in src/shared/virtual.d.ts. */
export const words = () => ({
  name: 'qdn-words',
  enforce: 'pre',
  buildStart: compare,
  resolveId: (id) => (/^virtual:(words\/|customer-flow$)/.test(id) ? `\0${id}` : undefined),
  load(id) {
    const [, language, page] = /^\0virtual:words\/(\w+)\/(\w+)$/.exec(id) ?? [];
    if (language) return `export default ${JSON.stringify(wordsFor(language, page))}`;
    if (id === '\0virtual:customer-flow') return `export default ${JSON.stringify(customerFlow())}`;
    if (basename(id) === 'status_flow.json') return JSON.stringify(staffFlow());
  },
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path }) => (PAGES[path] ? fill(html, PAGES[path]) : html),
  },
});
