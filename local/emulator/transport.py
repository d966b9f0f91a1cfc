"""Every request counts as a TLS request.

On the laptop, plain HTTP over the loopback interface takes the place of TLS. Each bucket and queue has a policy that
refuses plain HTTP; without this module it would refuse every request.
"""

from contextvars import ContextVar

from ministack import app
from ministack.core import iam_evaluator

_pin = iam_evaluator.pin_request_origin


def install() -> None:
    """Replace the transport that MiniStack records for requests, and its default for requests of its own."""
    iam_evaluator._request_origin = ContextVar("request_origin", default=("127.0.0.1", True))
    app.pin_request_origin = _pin_over_tls


def _pin_over_tls(source_ip: str, secure_transport: bool) -> None:
    _pin(source_ip, True)
