"""What `qdn promote` refuses, how it ends, and what it says, on a real CloudFormation with small stacks.

Three programs have a stand-in: the CDK, which here only brings the templates to CloudFormation, and `qdn rebuild` and
`qdn verify`, which need a deployed system and have nothing but their exit codes here. They are the real ones in
tests/integration/test_promotion.py.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from qdn import assembly as assemblies
from qdn import options, promotion
from qdn.__main__ import app
from qdn.assembly import Assembly, keep
from tests.testkit.assemblies import COMMIT, RELEASE, cdk_out
from tests.testkit.ministack import MiniStack
from tests.testkit.polling import until
from tooling import cdk
from tooling.steps import StepError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

NEXT = "ba9876543210"
WAIT_S = 30


@dataclass
class World:
    """An account, the assemblies that are kept, and the stand-ins."""

    folder: Path
    cloudformation: "CloudFormationClient"
    deploys: list[str] = field(default_factory=list)
    """The environments of the deploys so far, failed ones included."""
    deploys_fail: bool = False
    commands: list[str] = field(default_factory=list)
    """Every `qdn rebuild` and `qdn verify` so far."""
    exit_codes: dict[str, int] = field(default_factory=dict)
    """How a command ends, by `verify staging`; 0 where nothing is said."""

    def keep(self, release: str = RELEASE) -> Assembly:
        return keep(cdk_out(self.folder / "cdk.out", release=release), COMMIT)

    def promote(self, *arguments: str, answer: str = "") -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        result = CliRunner().invoke(app, ["promote", *arguments], input=answer)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    def diff(self, environment: str, folder: Path, variables: Mapping[str, str]) -> str:
        return f"Stack {environment}/App ({environment}-App)\n[~] AWS::SQS::Queue App/Queue Queue replace\n"

    def cdk(self, command: Sequence[str | Path], *, hint: str, **_other: object) -> None:
        _, command_name, _no_notices, pattern, *options = map(str, command)
        assert command_name == "deploy"
        folder = options[options.index("--app") + 1]
        environment = pattern.removesuffix("/*")
        self.deploys.append(environment)
        if self.deploys_fail:
            raise StepError(f"UPDATE_FAILED the smoke test found no page\n{hint}")
        body = Path(folder, f"assembly-{environment}", "App.template.json").read_text()
        stack = f"{environment}-App"
        if self.status(stack) is None:
            self.cloudformation.create_stack(StackName=stack, TemplateBody=body)
        else:
            self.cloudformation.update_stack(StackName=stack, TemplateBody=body)
        until(lambda: (self.status(stack) or "").endswith("E_COMPLETE"), deadline_s=WAIT_S, what=f"{stack} to be there")

    def qdn(self, command: Sequence[str], **_other: object) -> "subprocess.CompletedProcess[str]":
        assert command[:2] == [sys.executable, "-m"]
        arguments = command[2:]
        self.commands.append(" ".join(arguments))
        _qdn, name, _option, environment, *_rest = arguments
        return subprocess.CompletedProcess(command, self.exit_codes.get(f"{name} {environment}", 0))

    def status(self, stack: str) -> str | None:
        try:
            return self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        except ClientError:
            return None


@pytest.fixture
def world(tmp_path: Path, ministack: MiniStack, monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in ministack.environment.items():
        monkeypatch.setenv(name, value)
    made = World(tmp_path, boto3.client("cloudformation"))
    for stack in ("staging-App", "production-App"):
        made.cloudformation.delete_stack(StackName=stack)
        until(lambda: made.status(stack) in (None, "DELETE_COMPLETE"), deadline_s=WAIT_S, what=f"{stack} to be gone")  # noqa: B023
    monkeypatch.setattr(cdk, "run", made.cdk)
    monkeypatch.setattr(promotion, "diff", made.diff)
    monkeypatch.setattr(promotion, "subprocess", SimpleNamespace(run=made.qdn))
    monkeypatch.setattr(assemblies, "KEPT", tmp_path / "assemblies")
    assemblies.KEPT.mkdir()
    return made


@pytest.mark.usefixtures("at_a_terminal")
def test_production_is_deployed_after_staging_and_a_confirmation(world: World) -> None:
    code, out, err = world.promote("--assembly", world.keep().name, answer="y\n")
    assert code == 0, err
    assert world.deploys == ["staging", "production"]
    assert [line.split(",")[0] for line in out.splitlines()[::3]] == [
        f"staging: release nothing → {RELEASE}",
        f"production: release nothing → {RELEASE}",
    ]
    assert out.splitlines()[1::3] == [f"  commit {COMMIT}"] * 2
    assert out.splitlines()[2::3] == ["  staging/App: 1 replaced", "  production/App: 1 replaced"]


@pytest.mark.parametrize("there", [True, False], ids=["no", "nobody there"])
def test_without_a_confirmation_production_is_not_deployed(
    world: World, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    monkeypatch.setattr(options, "is_interactive", lambda: there)
    name = world.keep().name
    code, out, err = world.promote("--assembly", name, answer="n\n")
    assert (code, world.deploys) == (4, ["staging"])
    assert f"production stays as it is: nobody approved {name}. Answer yes, or give --yes." in err
    assert out.startswith("staging: ")


@pytest.mark.usefixtures("at_a_terminal")
def test_losses_are_shown_before_the_question(world: World) -> None:
    name = world.keep().name
    _, _, err = world.promote("--assembly", name)
    question = err.index(f"Deploy {name} to production?")
    assert "LOST: production/App Queue (AWS::SQS::Queue) is replaced: the changes that wait in it" in err[:question]


def test_an_assembly_that_staging_does_not_run_is_not_deployed_to_production(world: World) -> None:
    first, second = world.keep(), world.keep(NEXT)
    world.promote("--assembly", first.name, "--to", "staging")
    code, out, err = world.promote("--assembly", second.name, "--to", "production", "--yes")
    assert (code, out, world.deploys) == (4, "", ["staging"])
    assert f"staging does not run {second.name}" in err


def test_an_assembly_that_was_changed_during_the_confirmation_is_not_deployed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.keep()

    def changed_meanwhile() -> bool:
        (made.folder / "asset.1" / "handler.py").write_text("print(2)")
        return True

    monkeypatch.setattr(options, "is_interactive", changed_meanwhile)
    code, _, err = world.promote("--assembly", made.name, answer="y\n")
    assert (code, world.deploys) == (4, ["staging"])
    assert f"{made.name} was changed since it was made" in err


def test_a_deploy_that_fails_ends_the_promotion_with_its_reason(world: World) -> None:
    world.deploys_fail = True
    code, out, err = world.promote("--assembly", world.keep().name, "--yes")
    assert (code, out, world.deploys) == (1, "", ["staging"])
    assert "UPDATE_FAILED the smoke test found no page" in err
    assert "The deploy failed and staging was rolled back: mend what is named above." in err


def test_after_findings_on_staging_production_is_not_deployed(world: World) -> None:
    world.exit_codes = {"verify staging": 3}
    code, out, _ = world.promote("--assembly", world.keep().name, "--yes")
    assert (code, world.deploys) == (3, ["staging"])
    assert "NOT IN ORDER" in out


@pytest.mark.parametrize("command", ["rebuild", "verify"])
def test_a_command_after_the_deploy_that_fails_is_reported(world: World, command: str) -> None:
    world.exit_codes = {f"{command} staging": 1}
    code, out, err = world.promote("--assembly", world.keep().name, "--yes")
    assert (code, out, world.deploys) == (1, "", ["staging"])
    assert err.splitlines()[-1] == (
        f"It is deployed, but qdn {command} did not come to its end: see above, then "
        "qdn rebuild and qdn verify --environment staging."
    )


def test_board_and_views_are_rebuilt_between_each_deploy_and_its_verification(world: World) -> None:
    world.exit_codes = {"rebuild staging": 3}  # a record that nobody can read: for verification to say
    assert world.promote("--assembly", world.keep().name, "--yes")[0] == 0
    assert world.commands == [
        f"qdn {command}"
        for environment in ("staging", "production")
        for command in (f"rebuild --environment {environment} --yes", f"verify --environment {environment}")
    ]


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_deploy_during_the_confirmation_ends_the_promotion(
    world: World, monkeypatch: pytest.MonkeyPatch, environment: str
) -> None:
    made, other = world.keep(), world.keep(NEXT)

    def deployed_meanwhile() -> bool:
        world.cdk(["cdk", "deploy", "--no-notices", f"{environment}/*", "--app", other.folder], hint="")
        return True

    monkeypatch.setattr(options, "is_interactive", deployed_meanwhile)
    code, _, err = world.promote("--assembly", made.name, answer="y\n")
    assert (code, world.deploys) == (4, ["staging", environment])
    said = {
        "staging": f"staging does not run {made.name}",
        "production": "production was deployed meanwhile, so the difference above is not what would change",
    }
    assert said[environment] in err


def test_when_production_is_not_in_order_the_way_back_is_named(world: World) -> None:
    first, second = world.keep(), world.keep(NEXT)
    assert world.promote("--assembly", first.name, "--yes")[0] == 0
    world.exit_codes = {"verify production": 3}
    code, _, err = world.promote("--assembly", second.name, "--yes")
    assert code == 3
    assert err.splitlines()[-1] == (
        f"production runs {second.name}, and verification found something. "
        f"The way back: qdn promote --assembly {first.name}"
    )
    world.exit_codes = {}
    code, out, _ = world.promote("--assembly", first.name, "--yes")
    assert code == 0
    assert f"production: release {NEXT} → {RELEASE}, verified" in out


@pytest.mark.parametrize("ran", [False, True], ids=["nothing ran before", "the one before is not kept"])
def test_the_way_back_is_named_also_without_a_kept_assembly(world: World, ran: bool) -> None:
    if ran:
        first = world.keep()
        world.promote("--assembly", first.name, "--to", "staging")
        shutil.rmtree(first.folder)
    world.exit_codes = {"verify staging": 3}
    _, _, err = world.promote("--assembly", world.keep(NEXT).name, "--yes")
    assert err.splitlines()[-1].partition("found something. ")[2] == (
        f"The way back: the report of the promotion of release {RELEASE} has its commit; "
        "check that out, then qdn promote."
        if ran
        else "Nothing ran there before to go back to: mend what was found and promote that."
    )


def test_the_json_output_has_the_changes(world: World) -> None:
    name = world.keep().name
    code, out, _ = world.promote("--assembly", name, "--to", "staging", "--json")
    [promoted] = json.loads(out)
    assert code == 0
    assert promoted.pop("seconds") >= 0
    assert promoted == {
        "environment": "staging",
        "assembly": name,
        "assembly_before": None,
        "release": RELEASE,
        "commit": COMMIT,
        "release_before": None,
        "changes": [
            {"stack": "staging/App", "type": "AWS::SQS::Queue", "logical_id": "Queue", "fate": "replaced"},
        ],
        "verified": True,
    }


def test_the_list_shows_where_each_assembly_runs_and_names_changed_ones(world: World) -> None:
    first, second, spoiled = world.keep(), world.keep(NEXT), world.keep("f" * 12)
    world.promote("--assembly", first.name, "--yes")
    world.promote("--assembly", second.name, "--to", "staging")
    (spoiled.folder / "assembly-staging" / "App.template.json").write_text("{")
    code, out, err = world.promote("--list", "--json")
    assert code == 0
    assert json.loads(out) == [
        {"assembly": second.name, "release": NEXT, "commit": COMMIT, "runs": {"production": False, "staging": True}},
        {"assembly": first.name, "release": RELEASE, "commit": COMMIT, "runs": {"production": True, "staging": False}},
    ]
    assert f"{spoiled.name} was changed since it was made" in err
    assert re.search(rf"{first.name} +{COMMIT[:12]} +production *\n", world.promote("--list")[1])


def test_an_environment_that_cannot_be_read_is_a_question_mark(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    name = world.keep().name
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    _, out, err = world.promote("--list")
    assert re.search(rf"{name} +{COMMIT[:12]} +production\?, staging\?", out)
    assert "staging cannot be read: " in err


@pytest.mark.parametrize("wrong", [["--assembly", "moon"], ["--to", "moon"], ["--to"]])
def test_an_unknown_assembly_or_environment_is_a_usage_error(world: World, wrong: list[str]) -> None:
    given = [] if "--assembly" in wrong else ["--assembly", world.keep().name]
    assert world.promote(*given, *wrong)[0] == 2
    assert world.deploys == []
