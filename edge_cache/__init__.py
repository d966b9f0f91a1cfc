"""The cache model of the edge, without I/O: what CloudFront stores, for how long, under which key, and a log's replay.

    message.py     an HTTP response as the cache stores it
    cache_key.py   which requests share a cached object
    freshness.py   how long a response is fresh
    cache.py       the cache itself, with an injected clock
    log_fields.py  names and values of the access log's fields
    log_lines.py   requests and invalidations, as a log has them
    replay.py      hits and staleness that an access log would have had under other TTLs

The laptop's edge server runs it, `qdn ttl-advisor` and `qdn report` read logs with it, `bench` measures it.
"""
