// Builds the three pages: hashed files under /assets/, nothing that the strict CSP refuses.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { firstRequest } from './site/first_request_plugin.mjs';
import { words } from './site/words_plugin.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('site'),
  base: '/',
  cacheDir: here('node_modules/.vite'),
  plugins: [words(), firstRequest()],
  // The status flow and the texts live with the API; the pages read the same files.
  server: { fs: { allow: [here('.')] } },
  test: { include: ['tests/**/*.test.{ts,mjs}'], environment: 'node' },
  build: {
    outDir: here('site/dist'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URI in a style sheet or a script would need `data:` in the policy for more than images.
    assetsInlineLimit: 0,
    // The polyfill serves browsers that are older than everything else here.
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        board: here('site/index.html'),
        track: here('site/track.html'),
        first_request: here('site/src/track/first_request.ts'),
        book: here('site/book/index.html'),
      },
      output: {
        codeSplitting: {
          // A file costs a kilobyte of headers besides itself. `first` is what the tracking page asks with before
          // anything else; `shared` is what all three pages use.
          groups: [
            { name: 'first', test: /shared\/(words|timings)\.ts|preload-helper/ },
            { name: 'shared', test: /shared\/(clipboard|config|http|text|time)\.ts/ },
          ],
        },
      },
    },
  },
});
