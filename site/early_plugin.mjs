// Starts src/track/early.ts before anything else of its page.
// A module that is `async` runs as soon as it is there: other modules wait for the end of the HTML and for the style
// sheets (HTML standard, "the end" and "has a style sheet that is blocking scripts"). What that saves is in docs/tracking.md.

const PRELOAD = /\n\s*<link rel="modulepreload" crossorigin href="(\/assets\/early-[^"]+)">/;
const FIRST = '<meta charset="utf-8" />';

/** The plugin. The build makes a preload of early.ts, since the page's script imports it: this starts it instead. */
export const early = () => ({
  name: 'qdn-early',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const src = PRELOAD.exec(html)?.[1];
      if (!src) return html;
      const script = `<script type="module" async crossorigin src="${src}"></script>`;
      return html.replace(PRELOAD, '').replace(FIRST, `${FIRST}\n    ${script}`);
    },
  },
});
