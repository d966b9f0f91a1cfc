// How the three pages are built: hashed files under /assets/, nothing that the strict CSP would refuse.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A kilobyte of Vite's own would preload the styles and imports of what is loaded later: ours brings neither. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined,
};

export default defineConfig({
  plugins: [plainImports],
  root: here('site'),
  base: '/',
  // The status flow lives with the API; the pages read that same file.
  server: { fs: { allow: [here('.')] } },
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
        book: here('site/book/index.html'),
      },
    },
  },
});
