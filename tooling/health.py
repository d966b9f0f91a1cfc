"""The health check of a server on the loopback interface."""

import urllib.request

TIMEOUT_S = 2


def is_healthy(url: str) -> bool:
    """Whether a request to `url` gets the status 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as response:
            return bool(response.status == 200)
    except OSError:
        return False
