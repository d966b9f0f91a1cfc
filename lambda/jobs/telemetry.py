"""Logs and metrics of the functions: structured, and with every tracking token cut short."""

import json
import os
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from jobs.tokens import redact

METRIC_NAMESPACE = "QuickDumpNow"


def structured_log() -> Logger:
    """JSON lines under POWERTOOLS_SERVICE_NAME. No line, not even a traceback in one, holds a whole token."""
    return Logger(json_serializer=_redacted_json)


def count(metric: str, value: int = 1, *, reason: str | None = None) -> None:
    """Emit a count in embedded metric format, with the service, and the reason if there is one, as dimensions."""
    with single_metric(metric, MetricUnit.Count, value, namespace=METRIC_NAMESPACE) as emitted:
        emitted.add_dimension("service", os.environ.get("POWERTOOLS_SERVICE_NAME", "unknown"))
        if reason:
            emitted.add_dimension("reason", reason)


def _redacted_json(entry: dict[str, Any]) -> str:
    return redact(json.dumps(entry, default=str, ensure_ascii=False))
