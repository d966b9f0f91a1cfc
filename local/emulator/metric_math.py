"""Alarms on metric math: accepted, and nothing is created.

MiniStack's CloudFormation refuses an alarm on metric math. Without it the laptop system lacks nothing, because
MiniStack hardly evaluates alarms.
"""

from typing import Any

from ministack.services.cloudformation import provisioners

from local.emulator import described_resources

_handlers = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
_original = dict(_handlers)


def install() -> None:
    """Accept such alarms without creating them; all others are created."""
    _handlers.update(create=_create, update=_update, delete=_delete)


def _create(logical_id: str, properties: dict[str, Any], stack_name: str) -> Any:
    if "Metrics" in properties:
        return described_resources.describe(str(properties["AlarmName"]))
    return _original["create"](logical_id, properties, stack_name)


def _update(physical_id: str, old: dict[str, Any], new: dict[str, Any], *arguments: Any, **options: Any) -> Any:
    if "Metrics" in new:
        return described_resources.describe(physical_id)
    return _original["update"](physical_id, old, new, *arguments, **options)


def _delete(physical_id: str, properties: dict[str, Any]) -> None:
    if "Metrics" not in properties:
        _original["delete"](physical_id, properties)
