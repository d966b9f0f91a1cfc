"""The laptop's edge server: CloudFront's caching, which MiniStack lacks, in front of MiniStack's CloudFront.

viewer -> server.py -> MiniStack (origins, OAC, header policies, error pages, and the function once more on a miss)
             |-- control_plane.py   reads the deployed distribution, policies, LIVE function and invalidations
             |-- function_host.py   runs the viewer-request function, whose URI is the cache key
             |-- edge_cache         the cache model (a package of its own, without I/O)
             `-- access_log.py      requests and invalidations in CloudFront's fields; edge_cache.replay replays it

Not modelled, because no deployed part uses it:
- cache keys with headers, cookies or query strings, and behaviours without a cache policy (legacy ForwardedValues):
  both are refused with a 503 that names the reason;
- a function's changes of the request other than the URI: they are not part of the cache key. The origin receives them,
  because MiniStack runs the function once more. In that run the host is the distribution's name, so a function may
  redirect by host but not choose a page by it;
- the modules `cloudfront`, `crypto`, `querystring` and `buffer` of the function runtime;
- viewer-response functions on hits (they ran when the object was fetched);
- custom error pages (the error TTL depends on the status of MiniStack's response);
- byte ranges of cacheable objects (a whole 200 is sent), and the caching of OPTIONS;
- revalidation by date: If-Modified-Since is ignored (the response is a whole 200) and not sent to the origin; an object
  without an ETag is fetched again;
- in the origin's response: stale-if-error and stale-while-revalidate (a stale object is served as long as the origin
  fails), `no-cache` and `private` for single fields (applied to the whole response), `Vary: *`, and the rule that a 307
  or 308 is cached only if the origin's Cache-Control or Expires allows it.
"""
