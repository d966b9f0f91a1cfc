// Fails the build when a page carries more than its budget, or anything that the strict CSP would refuse.
// Budgets are KB (1000 bytes) after gzip, for everything that the page loads by itself. What it loads only when somebody
// opens it has a budget of its own, for each such script.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('./dist/', import.meta.url);
const budgets = [
  { page: 'index.html', js: 35, css: 10 },
  { page: 'track.html', js: 10, css: 8 },
  { page: 'book/index.html', js: 15, css: 8 },
];

const LATER = 8;

const read = (path) => readFileSync(new URL(path.replace(/^\//, ''), dist), 'utf8');
const matches = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);
const kilobytes = (paths) => paths.reduce((sum, path) => sum + gzipSync(read(path)).length, 0) / 1000;

/** The scripts, with everything that they import as they start. */
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

function refusedByPolicy(html) {
  const inlineScript = /<script(?![^>]*\bsrc=)[^>]*>/i.test(html);
  const inlineStyle = /<style[\s>]|\sstyle=|\son[a-z]+=/i.test(html);
  const foreign = matches(html, /(?:src|href)="(https?:)?\/\//g).length > 0;
  return inlineScript || inlineStyle || foreign;
}

let failed = false;
const first = new Set();
for (const { page, js, css } of budgets) {
  const html = read(page);
  const scripts = withImports(matches(html, /(?:src|href)="([^"]+\.js)"/g));
  for (const script of scripts) first.add(script);
  const sizes = { js: kilobytes(scripts), css: kilobytes(matches(html, /href="([^"]+\.css)"/g)) };
  const over = sizes.js > js || sizes.css > css;
  const refused = refusedByPolicy(html);
  console.log(
    `${page.padEnd(16)} JS ${sizes.js.toFixed(1)} of ${js} KB, CSS ${sizes.css.toFixed(1)} of ${css} KB` +
      `${over ? '  OVER BUDGET' : ''}${refused ? '  HAS WHAT THE CSP REFUSES' : ''}`,
  );
  failed ||= over || refused;
}
for (const name of readdirSync(new URL('assets/', dist)).filter((file) => file.endsWith('.js'))) {
  if (first.has(`/assets/${name}`)) continue;
  const size = kilobytes([`/assets/${name}`]);
  console.log(`${name}  JS ${size.toFixed(1)} of ${LATER} KB, later${size > LATER ? '  OVER BUDGET' : ''}`);
  failed ||= size > LATER;
}
process.exit(failed ? 1 : 0);
