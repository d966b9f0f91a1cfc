// Fails the build when a page exceeds its budget, or has anything that the strict CSP refuses.
// Budgets are KB (1000 bytes) after gzip: for all that a page loads at first, and for each part that it loads later.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('./dist/', import.meta.url);
const budgets = [
  { page: 'index.html', js: 35, css: 10 },
  { page: 'track.html', js: 10, css: 8 },
  { page: 'book/index.html', js: 15, css: 8 },
];
/** Without the files that the page has loaded before. */
const lazyParts = [
  { part: 'job_dialogs', js: 16, css: 3 },
  { part: 'day_print', js: 2, css: 0 },
  { part: 'shortcuts_dialog', js: 2, css: 0 },
  { part: 'qr', js: 5, css: 0 },
];

const read = (path) => readFileSync(new URL(path.replace(/^\//, ''), dist), 'utf8');
const matches = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);
const kilobytes = (paths) => paths.reduce((sum, path) => sum + gzipSync(read(path)).length, 0) / 1000;

/** The scripts with their static imports. */
function withImports(paths, seen = new Set()) {
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    const imports = matches(read(path), /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
    withImports(
      imports.map((name) => `/assets/${name}`),
      seen,
    );
  }
  return [...seen];
}

const assets = readdirSync(new URL('assets/', dist)).map((name) => `/assets/${name}`);
const ofPart = (part, type) =>
  assets.filter((path) => new RegExp(`/${part}-[\\w-]{8}\\.${type}$`).test(path));

function refusedByPolicy(html) {
  const inlineScript = /<script(?![^>]*\bsrc=)[^>]*>/i.test(html);
  const inlineStyle = /<style[\s>]|\sstyle=|\son[a-z]+=/i.test(html);
  const foreign = matches(html, /(?:src|href)="(https?:)?\/\//g).length > 0;
  return inlineScript || inlineStyle || foreign;
}

let failed = false;
for (const { page, js, css } of budgets) {
  const html = read(page);
  const scripts = withImports(matches(html, /(?:src|href)="([^"]+\.js)"/g));
  const sizes = { js: kilobytes(scripts), css: kilobytes(matches(html, /href="([^"]+\.css)"/g)) };
  const over = sizes.js > js || sizes.css > css;
  const refused = refusedByPolicy(html);
  console.log(
    `${page.padEnd(16)} JS ${sizes.js.toFixed(1)} of ${js} KB, CSS ${sizes.css.toFixed(1)} of ${css} KB` +
      `${over ? '  OVER BUDGET' : ''}${refused ? '  HAS WHAT THE CSP REFUSES' : ''}`,
  );
  failed ||= over || refused;
}
const loaded = withImports(matches(read('index.html'), /(?:src|href)="([^"]+\.js)"/g));
for (const { part, js, css } of lazyParts) {
  const scripts = withImports(ofPart(part, 'js')).filter((path) => !loaded.includes(path));
  const sizes = { js: kilobytes(scripts), css: kilobytes(ofPart(part, 'css')) };
  const over = sizes.js === 0 || sizes.js > js || sizes.css > css;
  console.log(
    `+ ${part.padEnd(14)} JS ${sizes.js.toFixed(1)} of ${js} KB, CSS ${sizes.css.toFixed(1)} of ${css} KB` +
      `${over ? '  OVER BUDGET, or not apart from its page' : ''}`,
  );
  failed ||= over;
}
process.exit(failed ? 1 : 0);
