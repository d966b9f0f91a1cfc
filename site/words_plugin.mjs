// Vite plugin for the texts of lambda/words: gives each page its own texts, one language at a time, as virtual modules
// (declared in src/shared/virtual.d.ts), and fills the customer's HTML with those of the first language.
import { fileURLToPath } from 'node:url';
import { expandForm } from './booking_form.mjs';
import { checkTexts, firstLanguage, JOBS, readFlow, readTexts, textsFor, WORDS } from './texts.mjs';

const PAGES = { '/track.html': 'track', '/book/index.html': 'book' };

const escapeHtml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/**
 * `virtual:words/<page>`: the languages, and a function that loads the page's texts in one of them. The booking page's
 * script contains those of the first language, which its HTML is in; the tracking page loads any language apart.
 */
function loaderOf(texts, page) {
  const included = page === 'book' ? firstLanguage(texts) : null;
  const loaders = Object.keys(texts).map((language) => {
    const id = JSON.stringify(`virtual:words/${language}/${page}`);
    return `${language}: () => ${language === included ? 'Promise.resolve({ default: included })' : `import(${id})`}`;
  });
  return [
    included && `import included from 'virtual:words/${included}/${page}';`,
    `const loaders = { ${loaders.join(', ')} };`,
    'export const languages = Object.keys(loaders);',
    'export const load = (language) => loaders[language]();',
  ]
    .filter(Boolean)
    .join('\n');
}

/** `virtual:customer-flow`: how statuses look and behave on the customer's pages, in the flow's order. */
function customerFlow() {
  const { initial, statuses, unknown } = readFlow();
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

/** Fills `data-t` (text) and `data-t-label` (aria-label) in the first language. Throws for a key without a text. */
function fillHtml(source, texts, page) {
  const language = firstLanguage(texts);
  const own = textsFor(texts, language, page);
  const html = page === 'book' ? expandForm(source, own) : source;
  if (page === 'track')
    for (const { icon } of readFlow().statuses)
      if (!html.includes(`id="i-${icon}"`)) throw new Error(`track.html: there is no drawing i-${icon}.`);
  const text = (key) => {
    if (typeof own[key] !== 'string') throw new Error(`${language}.json: pages.${page}.${key} is missing.`);
    return escapeHtml(own[key]);
  };
  return html
    .replace(/(<[^>]*\sdata-t="(\w+)"[^>]*>)(?=<\/)/g, (_, tag, key) => tag + text(key))
    .replace(/\sdata-t-label="(\w+)"/g, (attribute, key) => `${attribute} aria-label="${text(key)}"`);
}

/** The plugin. `folder` is lambda/words; a test gives a copy. */
export const words = (folder = WORDS) => {
  let texts = readTexts(folder);
  const readAgain = () => {
    texts = readTexts(folder);
    checkTexts(texts, folder);
  };
  return {
    name: 'qdn-words',
    enforce: 'pre',
    buildStart: readAgain,
    /** While the pages are served for development: reloads them when a text, a status or a service changes. */
    configureServer({ config, moduleGraph, watcher, ws }) {
      const folders = [folder, JOBS].map((url) => fileURLToPath(url));
      watcher.add(folders);
      watcher.on('change', (file) => {
        if (!file.endsWith('.json') || !folders.some((watched) => file.startsWith(watched))) return;
        try {
          readAgain();
        } catch (error) {
          return config.logger.error(`${error.message}`, { timestamp: true });
        }
        moduleGraph.invalidateAll();
        ws.send({ type: 'full-reload' });
      });
    },
    resolveId: (id) => (/^virtual:(words\/|customer-flow$)/.test(id) ? `\0${id}` : undefined),
    load(id) {
      if (id === '\0virtual:customer-flow') return `export default ${JSON.stringify(customerFlow())}`;
      const [, first, second] = /^\0virtual:words\/(\w+)(?:\/(\w+))?$/.exec(id) ?? [];
      if (second) return `export default ${JSON.stringify(textsFor(texts, first, second))}`;
      if (first === 'board')
        return `export default ${JSON.stringify(textsFor(texts, firstLanguage(texts), 'board'))}`;
      if (first) return loaderOf(texts, first);
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { path }) => (PAGES[path] ? fillHtml(html, texts, PAGES[path]) : html),
    },
  };
};
