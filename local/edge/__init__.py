"""Owns the laptop's edge: what CloudFront does and MiniStack does not (caching), in front of MiniStack's CloudFront.

viewer -> server.py -> MiniStack (origins, OAC, header policies, error pages, and the function once more on a miss)
             |-- control_plane.py   reads the deployed distribution, policies, LIVE function and invalidations
             |-- function_host.py   runs the viewer-request function, whose URI is the cache key
             `-- cache.py           the model: pure, with an injected clock, also replayed over recorded logs
"""
