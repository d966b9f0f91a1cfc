// What the customer's pages say, prepared at build time: each page gets the words of its own, one language at a time.
// The words come from messages/<language>.json and the status flow; the HTML is filled with the English ones.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const LANGUAGES = ['en', 'es'];
const FLOW = new URL('../lambda/jobs/status_flow.json', import.meta.url);
const SERVICES = new URL('../lambda/jobs/services.json', import.meta.url);
const RULES = new URL('./src/shared/booking_rules.generated.json', import.meta.url);
const ERRORS = new URL('./messages/errors.es.json', import.meta.url);
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

/** The words of a form's errors in the rules' own language, by the pointer of the field: `{"/customer/name": {…}}`. */
function ruleWords({ properties = {}, 'x-words': own }, pointer = '') {
  const inner = Object.entries(properties).map(([name, rule]) => ruleWords(rule, `${pointer}/${name}`));
  return Object.assign(own ? { [pointer]: own } : {}, ...inner);
}

/** Throws a sentence that names the first error of the booking form that Spanish lacks, or whose {blanks} differ. */
function compareErrors() {
  const [english, spanish] = [ruleWords(read(RULES)), read(ERRORS)].map((words) => new Map(texts(words)));
  for (const [place, text] of english)
    if (blanks(spanish.get(place) ?? '{missing}') !== blanks(text))
      throw new Error(
        `messages/errors.es.json: ${place} is missing, or its {blanks} differ from the rule's.`,
      );
  for (const place of spanish.keys())
    if (!english.has(place)) throw new Error(`messages/errors.es.json: no rule has ${place}.`);
}

const dollars = (cents, locale) =>
  (cents / 100).toLocaleString(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

/** The services in one language: for the page's HTML as `kind_<id>`, `about_<id>` and `price_<id>` too. */
function serviceWords(language, { locale, from_price, no_price }) {
  const words = { kinds: {} };
  for (const { id, label, description, from_cents } of read(SERVICES).services) {
    words.kinds[id] = words[`kind_${id}`] = label[language];
    words[`about_${id}`] = description[language];
    words[`price_${id}`] = from_cents
      ? from_price?.replace('{price}', dollars(from_cents, locale))
      : no_price;
  }
  return words;
}

/** What `virtual:words/<language>/<page>` holds. */
function wordsFor(language, page) {
  const { shared, [page]: own } = messages(language);
  const { statuses, unknown } = read(FLOW);
  const services = serviceWords(language, { ...shared, ...own });
  const booking = { ...services, errors: language === 'es' ? read(ERRORS) : {} };
  return {
    language,
    ...shared,
    ...own,
    ...(page === 'book' ? booking : { kinds: services.kinds }),
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

/** The flow for the board: of the words that customers read, it needs the status alone, for the texts that it proposes. */
function staffFlow() {
  const { initial, statuses } = read(FLOW);
  const kept = ({ customer, ...status }) => ({ ...status, customer: { en: { label: customer.en.label } } });
  return { initial, statuses: statuses.map(kept) };
}

const SERVICES_HERE = '<!-- services -->';

/** One choice for each service, in the place of `<!-- services -->`; each has its drawing in the page, as `#d-<id>`. */
function offer(html) {
  if (!html.includes(SERVICES_HERE)) return html;
  const choices = read(SERVICES).services.map(({ id }, index) => {
    if (!html.includes(`id="d-${id}"`)) throw new Error(`book/index.html: there is no drawing d-${id}.`);
    return `<label class="kind">
      <input type="radio" name="kind" ${index === 0 ? 'id="kind" required ' : ''}value="${id}" />
      <svg aria-hidden="true"><use href="#d-${id}" /></svg>
      <span class="kind-name" data-t="kind_${id}"></span>
      <span class="hint" data-t="about_${id}"></span>
      <span class="kind-price" data-t="price_${id}"></span>
    </label>`;
  });
  return html.replace(SERVICES_HERE, choices.join('\n'));
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
  buildStart() {
    compare();
    compareErrors();
  },
  resolveId: (id) => (/^virtual:(words\/|customer-flow$)/.test(id) ? `\0${id}` : undefined),
  load(id) {
    const [, language, page] = /^\0virtual:words\/(\w+)\/(\w+)$/.exec(id) ?? [];
    if (language) return `export default ${JSON.stringify(wordsFor(language, page))}`;
    if (id === '\0virtual:customer-flow') return `export default ${JSON.stringify(customerFlow())}`;
    if (basename(id) === 'status_flow.json') return JSON.stringify(staffFlow());
  },
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path }) => (PAGES[path] ? fill(offer(html), PAGES[path]) : html),
  },
});
