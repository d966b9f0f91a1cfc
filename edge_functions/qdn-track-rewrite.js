// Owns which stored page answers a pretty address. It runs on every viewer request, before the cache, so the uri it
// returns is the cache key: all customers share one copy of track.html. The browser keeps the address it asked for.
// Runtime 2.0, in the subset that Debian's njs 0.7.9 runs too. CloudFront finds `handler` by its name; a module
// prologue here would turn every request into a 503.

const TOKEN = /^\/track\/([0-9a-fA-F]{16})\/?$/;
const BOOK_PAGE = /^\/book\/([0-9a-zA-Z-]+)\/?$/;
const FILE = /\.[0-9a-zA-Z]+$/;

function handler(event) {
    const request = event.request;
    const uri = request.uri;
    const query = {};
    let page = '';

    if (uri === '/track' || uri.indexOf('/track/') === 0) {
        // A mangled link still gets the page: it explains itself better than an XML error does.
        const token = TOKEN.exec(uri);
        if (token) {
            query.token = { value: token[1].toLowerCase() };
        }
        page = '/track.html';
    } else if (uri === '/book' || (uri.indexOf('/book/') === 0 && !FILE.test(uri))) {
        // What cannot be a page's name (a/b, %20, a stray dot) gets the first booking page. Any other name is passed on:
        // only the store knows which pages exist, so /book/typo is its 404.
        const name = BOOK_PAGE.exec(uri);
        page = '/book/' + (name ? name[1].toLowerCase() : 'index') + '.html';
    } else if (uri === '/' || uri === '/dashboard' || uri === '/dashboard/') {
        page = '/index.html';
    }

    if (page) {
        request.uri = page;
        // The whole query is replaced, so no spelling of `token` that a viewer sends (%74oken) can survive.
        request.querystring = query;
    }
    return request;
}
