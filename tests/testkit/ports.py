"""Ports without a listener, for tests that start servers."""

import socket


def unused_port() -> int:
    """A loopback port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
