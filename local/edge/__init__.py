"""The laptop's edge server: CloudFront's caching, which MiniStack lacks, in front of MiniStack's CloudFront.

viewer -> server.py -> MiniStack (origins, OAC, header policies, error pages, and the function once more on a miss)
             |-- control_plane.py   reads the deployed distribution, policies, LIVE function and invalidations
             |-- function_host.py   runs the viewer-request function, whose URI is the cache key
             |-- edge_cache         the cache model (a package of its own, without I/O)
             `-- access_log.py      requests and invalidations in CloudFront's fields; edge_cache.replay replays it

Not modelled, because no deployed part uses it:
- cache keys with headers, cookies or query strings, and behaviours without a cache policy (legacy ForwardedValues):
  both are refused with a 503 that says so;
- what a function changes besides the URI is in no key (the origin gets it, from MiniStack's own run of the function,
  which sees the distribution's name as the host: a function may redirect by host, not choose a page by it);
  of the function runtime, the modules `cloudfront`, `crypto`, `querystring` and `buffer`; viewer-response functions on
  hits (they ran when the object was fetched);
- custom error pages (the error TTL depends on the status of MiniStack's response);
- byte ranges of cacheable objects (a whole 200 is sent), and the caching of OPTIONS;
- revalidation by date: If-Modified-Since counts neither towards the viewer (a whole 200) nor towards the origin, and
  what has no ETag is fetched anew;
- of the origin's response: stale-if-error and stale-while-revalidate (a stale object is served as long as the origin
  fails), `no-cache` and `private` for one field only (taken for the whole), `Vary: *`, and the rule that
  a 307 or 308 is cached only with the origin's consent.
"""
