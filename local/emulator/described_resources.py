"""Resource types without an effect on a laptop (appearance, logging): accepted, and nothing is created."""

import logging
from typing import Any

from ministack.services.cloudformation import provisioners

TYPES = (
    "AWS::Budgets::Budget",
    "AWS::CloudFront::MonitoringSubscription",
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::Logs::DeliverySource",
    "AWS::Logs::DeliveryDestination",
    "AWS::Logs::Delivery",
)

Described = tuple[str, dict[str, str]]

logger = logging.getLogger("qdn.emulator")


def install() -> None:
    """Register the types that MiniStack lacks, so that it does not refuse the template."""
    for resource_type in TYPES:
        provisioners._RESOURCE_HANDLERS.setdefault(
            resource_type, {"create": _create, "update": _update, "delete": _delete}
        )


def _create(logical_id: str, properties: dict[str, Any], stack_name: str) -> Described:
    return describe(f"{stack_name}-{logical_id}")


def _update(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack_name: str) -> Described:
    return describe(physical_id)


def _delete(physical_id: str, properties: dict[str, Any]) -> None:
    logger.info("%s is forgotten", physical_id)


def describe(name: str) -> Described:
    """The name and the ARN of a resource that is not created."""
    logger.info("%s is described only: nothing is made for it here", name)
    return name, {"Arn": f"arn:aws:qdn:us-east-1:000000000000:described:{name}"}
