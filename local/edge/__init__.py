"""Owns the laptop's edge: what CloudFront does and MiniStack does not (caching), in front of MiniStack's CloudFront.

viewer -> server.py -> MiniStack (origins, OAC, header policies, error pages, and the function once more on a miss)
             |-- control_plane.py   reads the deployed distribution, policies, LIVE function and invalidations
             |-- function_host.py   runs the viewer-request function, whose URI is the cache key
             `-- cache.py           the model: pure, with an injected clock, also replayed over recorded logs

Left out, because the site needs none of it: byte ranges of cacheable objects (a whole 200 is sent), caching of OPTIONS,
legacy ForwardedValues (such a behaviour caches nothing), stale-while-revalidate, custom error pages (the error TTL goes
by the status that MiniStack answers), viewer-response functions on hits (they ran when the object was fetched), and the
`cloudfront`, `crypto`, `querystring` and `buffer` modules of the function runtime.
"""
