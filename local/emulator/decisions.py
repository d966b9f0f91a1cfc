"""Wraps MiniStack's authorization decision for each AWS call."""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator

Decide = Callable[..., Any]
"""`iam_evaluator.enforce`: access key, action, service, region, resource ARN and context to a refusal, or None."""


def around(wrapper: Callable[..., Any]) -> None:
    """Replace the decision by `wrapper`. It gets the previous decision, then the arguments of `enforce`."""
    before: Decide = iam_evaluator.enforce

    def decide(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        return wrapper(before, access_key_id, iam_action, service, region, resource_arn, service_context)

    iam_evaluator.enforce = decide
