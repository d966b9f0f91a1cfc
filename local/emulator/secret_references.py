"""The value of a template's reference to a secret: its ARN (CloudFormation, AWS::SecretsManager::Secret, "Ref").

MiniStack returns the secret's name. A policy that grants access to the secret would then have no effect.
"""

from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

Provisioned = tuple[str, dict[str, str]]

_handlers = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
_original = dict(_handlers)


def install() -> None:
    """Use the ARN as the secret's physical id."""
    _handlers.update(create=_create, update=_update, delete=_delete)


def _create(*arguments: Any) -> Provisioned:
    _, attributes = _original["create"](*arguments)
    return attributes["Arn"], attributes


def _update(physical_id: str, *arguments: Any, **options: Any) -> Provisioned:
    _, attributes = _original["update"](_name(physical_id), *arguments, **options)
    return attributes["Arn"], attributes


def _delete(physical_id: str, *arguments: Any) -> None:
    _original["delete"](_name(physical_id), *arguments)


def _name(arn: str) -> str:
    name, _ = secretsmanager._resolve(arn)
    return str(name or arn)
