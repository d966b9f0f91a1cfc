"""`qdn promote` from staging to production and back: two environments on the laptop's AWS, by the real `cdk deploy`.

They are named and built as on AWS, except for the laptop's addresses. docs/promotion.md lists what is not tested.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import urllib3
from aws_cdk import App, AssetStaging

import app
from constructs_lib.gate import synthesize
from constructs_lib.release import fingerprint, release
from qdn import assembly as assemblies
from qdn.assembly import Assembly
from stacks.environment import DispatchEnvironment
from stacks.settings import LocalEndpoints
from tests.testkit.paths import REPOSITORY
from tests.testkit.polling import until
from tests.testkit.releases import another_release
from tests.testkit.system import System
from tooling import aws, paths
from tooling.health import is_healthy

QDN_DEADLINE_S = 400
EDGE_DEADLINE_S = 30
COMMIT = "c0ffee" * 6 + "c0ff"
PHONE, NEXT_PHONE = "+16195550142", "+16195550143"


@dataclass(frozen=True)
class EmulatedAccount:
    """An emulated account for staging and production, each with an edge server of its own."""

    system: System
    sites: dict[str, str]

    def assembly(self, release_name: str | None = None, phone: str = PHONE) -> Assembly:
        """An assembly as `qdn assemble` makes it, of the built site or of another release, with that phone."""
        with ExitStack() as changed, pytest.MonkeyPatch.context() as patch:
            patch.setattr(assemblies, "KEPT", self.system.directory / "assemblies")
            assemblies.KEPT.mkdir(exist_ok=True)
            if release_name:
                changed.enter_context(another_release(self.system, release_name))
            release.cache_clear()
            AssetStaging.clear_asset_hash_cache()  # otherwise equal assets would only be in the previous assembly
            root = App(outdir=str(assemblies.KEPT / ".new"), context=app.FEATURE_FLAGS)
            for environment, site_url in self.sites.items():
                endpoints = LocalEndpoints(aws_endpoint_url=self.system.summary["aws_endpoint_url"], site_url=site_url)
                settings = app.environments()[environment]
                company = replace(settings.company, phone=phone)
                DispatchEnvironment(root, replace(settings, company=company, local=endpoints))
            made = assemblies.keep(synthesize(root), COMMIT)
        release.cache_clear()
        return made

    def promote(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `qdn promote` with credentials for the account, without a terminal."""
        return self.qdn("promote", *arguments)

    def qdn(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a qdn command in the same way."""
        result = subprocess.run(
            [sys.executable, "-m", "qdn", *arguments],
            cwd=REPOSITORY,
            env=aws.environment(self.system.summary["aws_endpoint_url"])
            | {"QDN_STATE_DIR": str(self.system.directory)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=QDN_DEADLINE_S,
            check=False,
        )
        sys.stderr.write(result.stderr)  # shown when the test fails
        return result

    def where(self) -> dict[str, list[str]]:
        """By assembly: the environments that run it."""
        listed = json.loads(self.promote("--list", "--json").stdout)
        return {kept["assembly"]: [name for name, runs in kept["runs"].items() if runs] for kept in listed}

    def release_at(self, environment: str) -> str | None:
        """The release in the environment's `/config.json`; None if there is none."""
        response = urllib3.request("GET", f"{self.sites[environment]}/config.json", retries=False, timeout=20.0)
        return str(response.json()["release"]) if response.status == 200 else None

    def phone_at(self, tracking_url: str) -> str:
        """The company's phone in the view of a tracking link."""
        view = urllib3.request("GET", tracking_url.replace("/track/", "/api/track/"), retries=False, timeout=20.0)
        return str(view.json()["company"]["phone"])


@pytest.fixture
def account(tmp_path: Path) -> Iterator[EmulatedAccount]:
    system = System(tmp_path)
    with ExitStack() as cleanup:
        cleanup.callback(system.run, "down")
        brought_up = system.run("up")
        assert brought_up.returncode == 0, brought_up.stdout + brought_up.stderr
        sites = {name: cleanup.enter_context(_edge(system, name)) for name in ("staging", "production")}
        yield EmulatedAccount(system, sites)


@contextmanager
def _edge(system: System, environment: str) -> Iterator[str]:
    """Run an edge server as `make up` does, while the block runs; yields the site's address."""
    endpoint_url = system.summary["aws_endpoint_url"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "local.edge", "--port", str(port), "--aws-endpoint-url", endpoint_url),
            *("--distribution", f"qdn-{environment}", "--logs", str(system.directory / f"{environment}-logs")),
        ],
        cwd=REPOSITORY,
        env=aws.environment(endpoint_url),
    )
    try:
        site_url = f"http://127.0.0.1:{port}"
        until(lambda: is_healthy(f"{site_url}/_edge/health"), deadline_s=EDGE_DEADLINE_S, what=f"{environment}'s edge")
        yield site_url
    finally:
        process.terminate()
        process.wait(EDGE_DEADLINE_S)


@pytest.mark.stress
def test_one_assembly_is_promoted_to_staging_then_production_and_rolled_back(account: EmulatedAccount) -> None:
    first = account.assembly()

    too_soon = account.promote("--assembly", first.name, "--to", "production", "--yes")
    assert too_soon.returncode == 4
    assert f"staging does not run {first.name}" in too_soon.stderr

    refused = account.promote("--assembly", first.name)
    assert refused.returncode == 4
    assert refused.stdout.startswith(f"staging: release nothing → {first.release}, verified, ")
    assert f"production stays as it is: nobody approved {first.name}." in refused.stderr
    assert (account.release_at("staging"), account.where()) == (first.release, {first.name: ["staging"]})

    approved = account.promote("--assembly", first.name, "--to", "production", "--yes")
    assert approved.returncode == 0
    assert approved.stdout.startswith(f"production: release nothing → {first.release}, verified, ")
    assert account.release_at("production") == first.release

    job = ("--name", "Rosa", "--phone", "619 555 0166", "--kind", "junk_removal", "--street", "1420 Upas St")
    made = account.qdn("job", "create", *job, "--environment", "production", "--json")
    link = json.loads(made.stdout)["tracking_url"]
    assert account.phone_at(link) == PHONE

    second = account.assembly("the next release", NEXT_PHONE)
    both = account.promote("--assembly", second.name, "--yes", "--json")
    assert both.returncode == 0
    for promoted, environment in zip(json.loads(both.stdout), ("staging", "production"), strict=True):
        assert (promoted["environment"], promoted["verified"]) == (environment, True)
        assert (promoted["assembly_before"], promoted["release_before"]) == (first.name, first.release)
        assert (promoted["assembly"], promoted["release"]) == (second.name, second.release)
        assert {change["stack"] for change in promoted["changes"]} == {f"{environment}/App"}
        assert account.release_at(environment) == second.release
    assert account.where() == {second.name: ["production", "staging"], first.name: []}
    until(lambda: account.phone_at(link) == NEXT_PHONE, deadline_s=EDGE_DEADLINE_S, what="the view has the new phone")

    back = account.promote("--assembly", first.name, "--yes")
    assert back.returncode == 0
    assert f"production: release {second.release} → {first.release}, verified, " in back.stdout
    assert account.where() == {first.name: ["production", "staging"], second.name: []}
    until(lambda: account.phone_at(link) == PHONE, deadline_s=EDGE_DEADLINE_S, what="the view has the earlier phone")


@pytest.mark.stress
def test_the_same_sources_make_the_same_assembly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemblies, "KEPT", tmp_path / "assemblies")
    monkeypatch.setattr(paths, "DIRECTORY", tmp_path)
    monkeypatch.setattr(assemblies, "_committed", lambda repository: COMMIT)  # the working tree may have changes
    made = assemblies.make()
    assert assemblies.make() == made
    assert made.environments == ["production", "staging"]
    assert assemblies.named(made.name).release == fingerprint(REPOSITORY)
    assert [path.name for path in assemblies.KEPT.iterdir()] == [made.name]
