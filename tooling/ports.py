"""The loopback address, and ports on it without a listener."""

import socket

HOST = "127.0.0.1"


def unused_port() -> int:
    """A loopback port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
