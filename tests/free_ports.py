"""Ports that nobody listens on, for tests of running processes."""

import socket

import pytest


@pytest.fixture
def free_port() -> int:
    return _free_port()


@pytest.fixture
def another_free_port() -> int:
    return _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
