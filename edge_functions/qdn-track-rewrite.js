// Rewrites an address to its stored page, redirects an address without its slash or with www., and responds 404 to an
// address without a page. It runs on every viewer request, before the cache, so the uri that it returns is the cache key:
// all customers share one copy of track.html. The browser keeps the requested address.
// Runtime 2.0, in the subset that Debian's njs 0.7.9 runs too. CloudFront finds `handler` by its name; a module
// prologue here would turn every request into a 503.

// Characters that an app took from the message after the link are ignored. The page applies the same rule
// (site/src/track/token.ts).
const TOKEN = /^\/track\/([0-9a-fA-F]{16})(?:[.,;:!?)\]}>'"*_]|%22|%3[eE]|%5[dD]|%7[dD])*\/?$/;
const BOOK_PAGE = /^\/book\/([0-9a-zA-Z-]+)\/?$/;
const FILE = /\.[0-9a-zA-Z]+$/;
const WWW = /^www\.((?:[0-9a-z-]+\.)+[a-z]{2,})$/;

// The policy of each path adds these to what comes from an origin or the cache ("Add or remove HTTP headers in
// CloudFront responses with a policy"); AWS does not document whether a response of a function gets them.
const STRICT = {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=63072000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY'
};

const NO_SUCH_PAGE =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page not found - QuickDumpNow</title>' +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" ' +
    'content="light dark"></head><body><main><h1>There is no page here</h1><p>The address may be mistyped or out of ' +
    'date.</p><ul><li><a href="/book/">Request a pickup</a></li><li><a href="/">Dispatch board</a></li></ul><p>To ' +
    'follow a job, open the link from our message again.</p></main></body></html>';

function handler(event) {
    const request = event.request;
    const target = redirectTarget(request);
    if (target) {
        return respond(request, 301, 'Moved Permanently', { location: { value: target } }, '');
    }
    const uri = request.uri;
    const query = {};
    let page = '';

    if (uri.indexOf('/track/') === 0) {
        // A malformed link still gets the page, which explains the mistake better than a 404 page.
        const token = TOKEN.exec(uri);
        if (token) {
            query.token = { value: token[1].toLowerCase() };
        }
        page = '/track.html';
    } else if (uri.indexOf('/book/') === 0 && !FILE.test(uri)) {
        // What cannot be a page's name (a/b, %20, a stray dot) gets the first booking page. Any other name is passed on:
        // for a page that does not exist, like /book/typo, S3 responds 404.
        const name = BOOK_PAGE.exec(uri);
        page = '/book/' + (name ? name[1].toLowerCase() : 'index') + '.html';
    } else if (uri === '/' || uri === '/dashboard' || uri === '/dashboard/') {
        page = '/index.html';
    } else if (!FILE.test(uri)) {
        // Neither a page nor a file name: S3 would respond with XML.
        const html = { 'content-type': { value: 'text/html; charset=utf-8' } };
        return respond(request, 404, 'Not Found', html, NO_SUCH_PAGE);
    }

    if (page) {
        request.uri = page;
        // The whole query is replaced, so no spelling of `token` that a viewer sends (%74oken) can survive.
        request.querystring = query;
    }
    return request;
}

// The address to redirect to, or ''. Without its slash, /track has the default behaviour, which search engines may index
// and the edge keeps for a year.
function redirectTarget(request) {
    const slashless = request.uri === '/track' || request.uri === '/book';
    const host = request.headers.host ? request.headers.host.value.toLowerCase() : '';
    // A name of letters, digits, hyphens and dots alone: no other value of Host gets into a response.
    const bare = WWW.exec(host);
    if (!slashless && !bare) {
        return '';
    }
    // In the event, a request for the root has the default root object as its uri.
    const path = slashless ? request.uri + '/' : request.uri === '/index.html' ? '/' : request.uri;
    return (bare ? 'https://' + bare[1] : '') + printable(path + queryOf(request.querystring));
}

// The query as it was sent: names and values come encoded and stay so; a repeated name is repeated.
function queryOf(fields) {
    const parts = [];
    Object.keys(fields).forEach(function (name) {
        (fields[name].multiValue || [fields[name]]).forEach(function (field) {
            parts.push(field.value ? name + '=' + field.value : name);
        });
    });
    return parts.length ? '?' + parts.join('&') : '';
}

// A header takes visible ASCII alone. What is encoded already is not encoded twice. No pattern: njs 0.7.9
// breaks on a global one in text beyond ASCII.
function printable(text) {
    return encodeURI(text).split('%25').join('%');
}

function respond(request, status, description, headers, body) {
    Object.keys(STRICT).forEach(function (name) {
        headers[name] = { value: STRICT[name] };
    });
    if (request.uri.indexOf('/track') === 0) {
        headers['x-robots-tag'] = { value: 'noindex, nofollow' };
    }
    return { statusCode: status, statusDescription: description, headers: headers, body: body };
}
