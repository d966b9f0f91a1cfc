"""The synthesized assembly of every environment, made once for all tests, without credentials."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

import app
from constructs_lib.gate import synthesize
from stacks.settings import DomainSettings
from tests.testkit.infrastructure.synthesis import synthesized
from tests.testkit.infrastructure.templates import ENVIRONMENTS, Assembly, Template


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assembly]:
    """Every environment, synthesized with no AWS account in sight."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "CDK_DEFAULT", "QDN_"))]:
            patch.delenv(name)
        yield Assembly(synthesize(app.build(str(tmp_path_factory.mktemp("cdk.out")))))


@pytest.fixture(scope="session")
def everything_on(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """A staging with every setting that no environment uses today. That it exists means that the gate passed it."""
    settings = replace(
        app.environments()["staging"],
        page_endpoint="https://events.pager.example.com/enqueue",
        domain=DomainSettings(
            name="dispatch.quickdumpnow.com",
            hosted_zone_id="Z0123456789ABCDEFGHIJ",
            hosted_zone_name="quickdumpnow.com",
        ),
        firewall=True,
    )
    return synthesized(settings, tmp_path_factory.mktemp("everything_on"))


@pytest.fixture(scope="session", params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def data(assembly: Assembly, environment: str) -> Template:
    return assembly.template(environment, "Data")


@pytest.fixture(scope="session")
def application(assembly: Assembly, environment: str) -> Template:
    return assembly.template(environment, "App")


@pytest.fixture(scope="session")
def observability(assembly: Assembly, environment: str) -> Template:
    return assembly.template(environment, "Observability")
