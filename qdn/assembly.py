"""An assembly: the result of one synthesis, from which all environments are deployed; it is kept for rollbacks.

It is a folder named `<release>-<hash>`: the release that its functions and pages contain, and a hash over its templates
and assets. It also contains the commit that it was made from.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qdn.exits import ConflictError, InvalidInputError
from tooling import paths
from tooling.cdk import cdk
from tooling.environments import DEPLOYED
from tooling.site import build_site
from tooling.steps import step

KEPT = paths.ASSEMBLIES
# The running one, the previous one, and a few that were only deployed to staging; 35 MB each.
MOST_KEPT = 5
SYNTH_TIMEOUT_S = 300
GIT_TIMEOUT_S = 30
# 64 bits: no two assemblies get the same name.
HEX_DIGITS = 16
# The construct that created each resource, with paths of the machine. It is not deployed.
NOT_DEPLOYED = ".metadata.json"
COMMIT = f"commit{NOT_DEPLOYED}"


class NotPromotableError(ConflictError):
    """The assembly must not be deployed. The message says in one sentence what to do."""


class UnknownAssemblyError(InvalidInputError):
    """There is no such assembly, or it has no such environment. The message lists the existing ones."""


@dataclass(frozen=True)
class Assembly:
    """The output of `cdk synth` in `folder`."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def environments(self) -> list[str]:
        """The environments whose stacks it contains."""
        return sorted(folder.name.removeprefix("assembly-") for folder in self.folder.glob("assembly-*"))

    @property
    def release(self) -> str:
        """The release in `/config.json` and in the smoke test's function; the same for all environments."""
        return next(
            found
            for environment in self.environments
            for template in self.templates(environment).values()
            if (found := release_of(template))
        )

    @property
    def commit(self) -> str | None:
        """The commit that it was made from; None if that was not stored."""
        file = self.folder / COMMIT
        return str(json.loads(file.read_text())["commit"]) if file.exists() else None

    def templates(self, environment: str) -> dict[str, dict[str, Any]]:
        """CloudFormation by stack name (`staging-App`). Raises UnknownAssemblyError."""
        if environment not in self.environments:
            raise UnknownAssemblyError(
                f"{self.name} has no {environment}: it was made for {' and '.join(self.environments)}."
            )
        nested = self.folder / f"assembly-{environment}"
        artifacts = json.loads((nested / "manifest.json").read_text())["artifacts"].values()
        return {
            artifact["properties"]["stackName"]: json.loads(
                (nested / artifact["properties"]["templateFile"]).read_text()
            )
            for artifact in artifacts
            if artifact["type"] == "aws:cloudformation:stack"
        }

    def identity(self) -> str:
        """A hash over every file that a deploy reads: path, executable bit, content."""
        digest = hashlib.sha256()
        for path in sorted(_deployed_files(self.folder)):
            digest.update(f"{path.relative_to(self.folder).as_posix()} {os.access(path, os.X_OK)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:HEX_DIGITS]

    def check(self) -> None:
        """Raises NotPromotableError when its content no longer matches its name."""
        identity = self.identity()
        if not self.name.endswith(identity) or self.name != f"{self.release}-{identity}":
            raise NotPromotableError(f"{self.name} was changed since it was made: make it again with qdn assemble.")

    @contextmanager
    def to_deploy(self) -> Iterator[Path]:
        """A copy for the CDK, which writes packed assets beside the templates and reuses them in later deploys.

        Marks the assembly as used: the least recently used ones are deleted first. Raises NotPromotableError.
        """
        self.touch()
        with tempfile.TemporaryDirectory(dir=KEPT, prefix=".deploy-") as directory:
            copy = Assembly(Path(directory) / self.name)
            shutil.copytree(self.folder, copy.folder)
            copy.check()
            yield copy.folder

    def touch(self) -> None:
        """Mark the assembly as used now."""
        os.utime(self.folder)


def release_of(template: Mapping[str, Any]) -> str | None:
    """The release that a stack's smoke test expects; None for a stack without a smoke test."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            variables = resource["Properties"].get("Environment", {}).get("Variables", {})
            if "RELEASE" in variables:
                return str(variables["RELEASE"])
    return None


def make() -> Assembly:
    """Build the pages, synthesize staging and production once, and keep the result.

    Raises NotPromotableError when anything is not committed, and `tooling.steps.StepError` when a step fails.
    """
    commit = _committed(paths.REPOSITORY)
    build_site()
    KEPT.mkdir(parents=True, exist_ok=True)
    # In a temporary folder until it is complete, so that an interrupted synthesis leaves no assembly.
    with tempfile.TemporaryDirectory(dir=KEPT, prefix=".new-") as directory:
        made = Path(directory) / "cdk.out"
        with step("Synthesizing the assembly"):
            cdk(
                *("synth", "--quiet", "--output", made, "--context", f"environment={','.join(DEPLOYED)}"),
                log="assemble",
                timeout_s=SYNTH_TIMEOUT_S,
                environment=os.environ,
                hint="The synth failed: mend what is named above.",
            )
        return keep(made, commit)


def keep(made: Path, commit: str) -> Assembly:
    """Store an assembly of that commit under its name and delete the least recently used ones."""
    (made / COMMIT).write_text(json.dumps({"commit": commit}))
    found = Assembly(made)
    kept = Assembly(KEPT / f"{found.release}-{found.identity()}")
    if not kept.folder.exists():
        made.rename(kept.folder)
    kept.touch()
    for old in all_kept()[MOST_KEPT:]:
        shutil.rmtree(old.folder)
    return kept


def all_kept() -> list[Assembly]:
    """The kept assemblies, the most recently used first."""
    folders = [path for path in KEPT.glob("[!.]*") if (path / "manifest.json").exists()]
    return [Assembly(path) for path in sorted(folders, key=lambda path: path.stat().st_mtime_ns, reverse=True)]


def named(name: str) -> Assembly:
    """A kept assembly, unchanged. Raises UnknownAssemblyError and NotPromotableError."""
    for assembly in all_kept():
        if assembly.name == name:
            assembly.check()
            return assembly
    raise UnknownAssemblyError(
        f"No assembly {name} is kept: qdn promote --list shows those that are, qdn assemble makes one."
    )


def _deployed_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(NOT_DEPLOYED))


def _committed(repository: Path) -> str:
    """The current commit; the working tree must not differ from it. Raises NotPromotableError."""
    status = _git(repository, "status", "--porcelain")
    if status.returncode != 0:
        raise NotPromotableError(
            "Only what is committed is promoted, and this folder is no work tree of git: clone the repository."
        )
    if status.stdout:
        raise NotPromotableError(
            f"Only what is committed is promoted: commit or stash these first.\n{status.stdout.rstrip()}"
        )
    return _git(repository, "rev-parse", "HEAD").stdout.strip()


def _git(repository: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["git", *arguments], cwd=repository, capture_output=True, text=True, timeout=GIT_TIMEOUT_S, check=False
    )
