// `make dev`: the pages with hot reload, in front of the running system of `make up`. Vite serves the pages from source; the
// API and the settings come from the system; the deployed edge function rewrites the addresses.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { createServer } from 'vite';

const REPOSITORY = new URL('../', import.meta.url);
const EDGE_FUNCTION = new URL('edge_functions/qdn-track-rewrite.js', REPOSITORY);
const HOST = '127.0.0.1';
/** The port that a local system allows sign-in from (`dev_server_urls` in constructs_lib/platform.py). */
const SIGN_IN_PORT = 5173;
const PORT = Number(process.env.DEV_PORT ?? SIGN_IN_PORT);
/** Served by the system. */
const PROXIED = ['/api/', '/config.json'];
/** Vite's own addresses and source files: no edge function runs for them. */
const VITE_PATH = /^\/(@|__|src\/|node_modules\/)/;

/** The address of the running system; null when none responds. */
async function runningSystem() {
  const folder = process.env.QDN_STATE_DIR
    ? pathToFileURL(`${process.env.QDN_STATE_DIR}/`)
    : new URL('.qdn/', REPOSITORY);
  try {
    const { site_url } = JSON.parse(readFileSync(new URL('local.json', folder), 'utf8'));
    const response = await fetch(new URL('/config.json', site_url), { signal: AbortSignal.timeout(5_000) });
    return response.ok ? site_url : null;
  } catch {
    return null;
  }
}

/** The event of CloudFront Functions for a viewer request. */
function eventFor({ method, headers }, { pathname, searchParams }) {
  const querystring = Object.fromEntries([...searchParams].map(([name, value]) => [name, { value }]));
  const host = { value: headers.host ?? '' };
  return { request: { method, uri: pathname, querystring, headers: { host }, cookies: {} } };
}

/** Runs the file that is deployed as the edge function, read again for each request, before Vite looks up the page. */
const edgeFunction = () => ({
  name: 'qdn-edge-function',
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      const url = new URL(request.url, `http://${HOST}`);
      const { pathname } = url;
      if (VITE_PATH.test(pathname) || PROXIED.some((path) => pathname.startsWith(path))) return next();
      const context = vm.createContext({ event: eventFor(request, url) });
      const result = vm.runInContext(`${readFileSync(EDGE_FUNCTION, 'utf8')}\nhandler(event)`, context);
      if (result.statusCode) {
        const headers = Object.entries(result.headers).map(([name, { value }]) => [name, value]);
        response.writeHead(result.statusCode, Object.fromEntries(headers));
        return response.end(result.body);
      }
      // Vite's own query (`?t=…`, `?import`) stays on files.
      if (result.uri !== pathname) request.url = result.uri;
      next();
    });
  },
});

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

const system = await runningSystem();
if (!system) stop('No system runs on this machine: start one with `make up`, then run `make dev` again.');
const server = await createServer({
  configFile: fileURLToPath(new URL('vite.config.ts', REPOSITORY)),
  plugins: [edgeFunction()],
  server: {
    host: HOST,
    port: PORT,
    strictPort: true,
    proxy: Object.fromEntries(PROXIED.map((path) => [path, { target: system, changeOrigin: true }])),
  },
});
await server
  .listen()
  .catch(() =>
    stop(`Port ${PORT} is taken: stop the program that uses it, or choose another with DEV_PORT=….`),
  );
console.log(`The pages with hot reload: http://${HOST}:${PORT}/ (system: ${system})`);
if (PORT !== SIGN_IN_PORT) console.log(`Sign-in works only on port ${SIGN_IN_PORT}.`);
