"""An assembly: what every environment is deployed from, synthesized once and kept to be promoted again.

It is a folder named `<release>-<hash>`: the release that its functions and pages carry, and a hash over its templates
and assets. Beside what is deployed it holds which commit it was made of.
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
# What runs, what ran before, and a few that never got further than staging; 35 MB each.
MOST_KEPT = 5
SYNTH_TIMEOUT_S = 300
GIT_TIMEOUT_S = 30
# 64 bits: nobody makes another assembly of the same name.
HEX_DIGITS = 16
# Where in the program each resource was made, with folders of the machine that made it. Nothing of it is deployed.
NOT_DEPLOYED = ".metadata.json"
COMMIT = f"commit{NOT_DEPLOYED}"


class NotPromotableError(ConflictError):
    """What is asked for must not go out. The message is a sentence that says what to do."""


class UnknownAssemblyError(InvalidInputError):
    """There is no such assembly, or it has no such environment. The message says which there are."""


@dataclass(frozen=True)
class Assembly:
    """What `cdk synth` left in `folder`."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def environments(self) -> list[str]:
        """Whose stacks are in it."""
        return sorted(folder.name.removeprefix("assembly-") for folder in self.folder.glob("assembly-*"))

    @property
    def release(self) -> str:
        """What `/config.json` and the walk's function will say; one for all environments."""
        return next(
            found
            for environment in self.environments
            for template in self.templates(environment).values()
            if (found := release_of(template))
        )

    @property
    def commit(self) -> str | None:
        """What it was made of, for whoever has to make it again; None where that was not written down."""
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
        """A hash over every file that a deploy reads: its path, whether it is a program, its content."""
        digest = hashlib.sha256()
        for path in sorted(_deployed_files(self.folder)):
            digest.update(f"{path.relative_to(self.folder).as_posix()} {os.access(path, os.X_OK)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:HEX_DIGITS]

    def check(self) -> None:
        """Raises NotPromotableError when it is no longer what it was named after."""
        identity = self.identity()
        if not self.name.endswith(identity) or self.name != f"{self.release}-{identity}":
            raise NotPromotableError(f"{self.name} was changed since it was made: make it again with qdn assemble.")

    @contextmanager
    def to_deploy(self) -> Iterator[Path]:
        """A copy for the CDK, which packs assets beside the templates and would take the packed ones as they are later.

        Those that were deployed last are kept longest. Raises NotPromotableError.
        """
        self.touch()
        with tempfile.TemporaryDirectory(dir=KEPT, prefix=".deploy-") as directory:
            copy = Assembly(Path(directory) / self.name)
            shutil.copytree(self.folder, copy.folder)
            copy.check()
            yield copy.folder

    def touch(self) -> None:
        """It is now the one that was used last."""
        os.utime(self.folder)


def release_of(template: Mapping[str, Any]) -> str | None:
    """The release that a stack's smoke test looks for; None for a stack without one."""
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
    # Beside the kept ones until it is whole: one that was cut short never bears a name.
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
    """Moves an assembly of that commit to where it is kept, under its name; the least recently used ones go."""
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
    """The kept ones, the last used first."""
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
    """The commit, all of whose files are as it has them. Raises NotPromotableError."""
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
