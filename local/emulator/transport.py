"""Every request counts as a TLS request.

A laptop's loopback is plain HTTP, and stands for the TLS that everybody speaks to AWS: without this, a policy that
refuses plain HTTP (each bucket and queue has one) refuses everything.
"""

from contextvars import ContextVar

from ministack import app
from ministack.core import iam_evaluator

_pin = iam_evaluator.pin_request_origin


def install() -> None:
    """Replace the transport that MiniStack records for requests and assumes for its own ones."""
    iam_evaluator._request_origin = ContextVar("request_origin", default=("127.0.0.1", True))
    app.pin_request_origin = _pin_over_tls


def _pin_over_tls(source_ip: str, secure_transport: bool) -> None:
    _pin(source_ip, True)
