"""The choice of ports: the requested ones, else those of the last run, else the first free ones."""

import os
import socket

from tooling.ports import HOST
from tooling.steps import StepError

TRIES = 20


def choose(variable: str, *, remembered: int | None, default: int) -> int:
    """A free port: the one in the environment variable, else `remembered`, else the first from `default` on.

    Raises `StepError` when the requested port is taken or is not a port.
    """
    requested = os.environ.get(variable)
    if requested:
        if not requested.isdigit() or not 1024 <= int(requested) <= 65535:
            raise StepError(f"{variable}={requested} is not a port: give a number from 1024 to 65535.")
        if not is_free(int(requested)):
            raise StepError(
                f"Port {requested} is taken by another program. Stop that one, or choose another: make up {variable}=…"
            )
        return int(requested)
    first = remembered or default
    free: int | None = next((port for port in (first, *range(default, default + TRIES)) if is_free(port)), None)
    if free is None:
        raise StepError(f"Ports {default} to {default + TRIES - 1} are all taken. Choose another: make up {variable}=…")
    if free != first:
        print(f"  Port {first} is taken by another program; using {free}.")
    return free


def refuse_another(variable: str, *, running: int | None) -> None:
    """Raise `StepError` when a port is requested and the system already runs on another one."""
    requested = os.environ.get(variable)
    if requested and running and requested != str(running):
        raise StepError(f"The system runs on port {running}. To use {variable}={requested}, stop it first: make down")


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
