"""What an environment runs, asked of CloudFormation itself: a record beside it could be wrong."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from qdn.account import Account
from qdn.assembly import Assembly, release_of

# GetTemplate gives a question mark for each of these, so a template is compared as it would come back.
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# In every other state a stack's template is not, or no longer, what runs: that of a first deploy which failed, say.
SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


@dataclass(frozen=True)
class Deployed:
    """The templates of an environment's stacks, by stack name; without those that are not there or not settled."""

    environment: str
    templates: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, environment: str, stacks: Iterable[str]) -> "Deployed":
        """Raises botocore's errors when it cannot be read, and `qdn.account.NotRunningError`."""
        cloudformation = Account.of(environment).client("cloudformation")
        templates: dict[str, Mapping[str, Any]] = {}
        for stack in stacks:
            try:
                [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
                # A deploy ends before what it replaced is cleared away.
                if found["StackStatus"].removesuffix("_CLEANUP_IN_PROGRESS") in SETTLED:
                    answer = cloudformation.get_template(StackName=stack, TemplateStage="Original")
                    templates[stack] = answer["TemplateBody"]
            except ClientError as error:
                if error.response["Error"]["Code"] != "ValidationError":  # which is: no such stack
                    raise
        return cls(environment, templates)

    @property
    def release(self) -> str | None:
        """The release that was deployed last; None before the first deploy."""
        return next((found for template in self.templates.values() if (found := release_of(template))), None)

    def runs(self, assembly: Assembly) -> bool:
        """Whether every stack has the assembly's very template, which names every asset by its hash."""
        return all(
            _comparable(template) == _comparable(self.templates.get(stack))
            for stack, template in assembly.templates(self.environment).items()
        )


def _comparable(template: Mapping[str, Any] | None) -> str:
    return NOT_ASCII.sub("?", json.dumps(template, sort_keys=True, ensure_ascii=False))
