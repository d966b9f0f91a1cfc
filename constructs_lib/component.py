"""The parts that components share.

A component is one construct that owns a function, its grants, its trigger, its metrics and its alarms: JobApi,
Publisher, Auditor, Canary; and SmokeTest and OriginKey, which run during a deploy alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from aws_cdk import Duration, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition
from constructs_lib.python_function import PythonFunction
from contract.names import Variable


class Watched(Protocol):
    """A construct that defines alarms on its own metrics."""

    def alarms(self) -> list[AlarmDefinition]:
        """Its alarms. The Observability stack makes them (a certificate's: the App stack)."""


class Component(Watched, Protocol):
    """A construct that owns a function which runs between deploys."""

    function: PythonFunction


@dataclass(frozen=True, kw_only=True)
class ComponentProps:
    """The same for every component of an environment.

    `prefix` begins all physical names. `company_settings` are the environment variables with the company's contact and
    the days that an ended job stays on the board; together with the buckets they are `FunctionSettings`.
    """

    prefix: str
    jobs: s3.IBucket
    views: s3.IBucket
    company_settings: Mapping[str, str]


def component_function(
    component: Construct,
    props: ComponentProps,
    *,
    name: str,
    package: str,
    description: str,
    memory_mb: int,
    timeout: Duration,
    environment: Mapping[str, str],
) -> PythonFunction:
    """The function of `component`, with its log group and role, named `<prefix>-<name>`.

    Its environment variables are the names of both buckets and `environment`.

    In the construct tree it is a sibling of the component, `<id of the component>Function`: this path gives the logical
    id of the function in deployed environments. Below the component it would get another one, and a deploy would fail,
    since it would create a second function of the same name (docs/decisions/0027).
    """
    return PythonFunction(
        Stack.of(component),
        f"{component.node.id}Function",
        name=f"{props.prefix}-{name}",
        package=package,
        description=description,
        memory_mb=memory_mb,
        timeout=timeout,
        environment={
            Variable.JOBS_BUCKET: props.jobs.bucket_name,
            Variable.VIEWS_BUCKET: props.views.bucket_name,
            **environment,
        },
    )
