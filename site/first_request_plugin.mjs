// Starts src/track/first_request.ts before anything else of its page.
// An `async` module runs as soon as it has loaded: other modules wait for the end of the HTML and for the style
// sheets (HTML standard, "the end" and "has a style sheet that is blocking scripts"). The measured effect is in docs/tracking.md.

const PRELOAD = /\n\s*<link rel="modulepreload" crossorigin href="(\/assets\/first_request-[^"]+)">/;
const FIRST = '<meta charset="utf-8" />';

/** The plugin. The build preloads first_request.ts, since the page's script imports it: this makes it a script of its own. */
export const firstRequest = () => ({
  name: 'qdn-first-request',
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
