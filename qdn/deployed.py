"""The templates that an environment runs, read from CloudFormation and not from a file that could be out of date."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from qdn.account import Account
from qdn.assembly import Assembly, release_of

# GetTemplate returns a question mark for each of these, so templates are compared after the same replacement.
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# In all other states the stack's template is not the one that runs, for instance after a failed first deploy.
SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


@dataclass(frozen=True)
class Deployed:
    """The templates of an environment's stacks by stack name, without stacks that do not exist or are changing."""

    environment: str
    templates: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, environment: str, stacks: Iterable[str]) -> "Deployed":
        """Read the templates. Raises botocore's errors and `qdn.account.NotRunningError`."""
        cloudformation = Account.of(environment).client("cloudformation")
        templates: dict[str, Mapping[str, Any]] = {}
        for stack in stacks:
            try:
                [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
                # A deploy ends before the replaced resources are deleted.
                if found["StackStatus"].removesuffix("_CLEANUP_IN_PROGRESS") in SETTLED:
                    response = cloudformation.get_template(StackName=stack, TemplateStage="Original")
                    templates[stack] = response["TemplateBody"]
            except ClientError as error:
                if error.response["Error"]["Code"] != "ValidationError":  # no such stack
                    raise
        return cls(environment, templates)

    @property
    def release(self) -> str | None:
        """The release of the last deploy; None before the first one."""
        return next((found for template in self.templates.values() if (found := release_of(template))), None)

    def runs(self, assembly: Assembly) -> bool:
        """Whether every stack has the assembly's template, which contains the hash of every asset."""
        return all(
            _comparable(template) == _comparable(self.templates.get(stack))
            for stack, template in assembly.templates(self.environment).items()
        )


def _comparable(template: Mapping[str, Any] | None) -> str:
    return NOT_ASCII.sub("?", json.dumps(template, sort_keys=True, ensure_ascii=False))
