"""The documents refer only to existing files, sections, make targets, commands of the operator and of AWS."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from typer.main import get_command

from qdn.__main__ import app
from tests.testkit.paths import REPOSITORY

PAGES = [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").rglob("*.md"))]
FOLDERS = (
    r"\.ci|\.devcontainer|\.github|bench|codegen|constructs_lib|docs|edge_cache|edge_functions|lambda|local|qdn"
    "|review|scripts|site|stacks|tests|tooling"
)
TARGETS = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.M))
LINK = re.compile(r"\[[^\]]*\]\(((?!\w+://)[^)\s]+)\)")
MAKE = re.compile(r"(?:^\s*|`)make ([a-z-]+)", re.M)
QDN = re.compile(r"(?:^\s*(?:\$ )?|`)(?:bin/)?qdn\s+([a-z][a-z-]*)(?:\s+([a-z]+))?", re.M)
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]*)`")
AWS = re.compile(r"(?:^\s*|[`(])aws ([a-z0-9-]+) ([a-z0-9-]+)((?:[^\n`|)]|\\\n)*)", re.M)


def each_page_with(pattern: re.Pattern[str]) -> pytest.MarkDecorator:
    """One case for each page in which the pattern finds something: the page, and all that is found."""
    found = [(page, pattern.findall(page.read_text())) for page in PAGES]
    return pytest.mark.parametrize(
        ("page", "named"),
        [pytest.param(page, named, id=str(page.relative_to(REPOSITORY))) for page, named in found if named],
    )


@each_page_with(LINK)
def test_links_have_existing_targets(page: Path, named: list[str]) -> None:
    assert [link for link in named if not _leads_somewhere(page, link)] == []


@each_page_with(MAKE)
def test_make_targets_exist(page: Path, named: list[str]) -> None:
    assert [target for target in named if target not in TARGETS] == []


@each_page_with(QDN)
def test_commands_of_the_operator_exist(page: Path, named: list[tuple[str, str]]) -> None:
    known = _commands(vars(get_command(app))["commands"])
    assert [command for command in named if command[0] not in known and " ".join(command) not in known] == []


@each_page_with(PATH)
def test_paths_in_backticks_exist(page: Path, named: list[str]) -> None:
    assert [path for path in named if not (REPOSITORY / path).exists()] == []


@pytest.mark.parametrize("page", ["glossary.md", "howto.md"])
def test_names_of_code_exist(page: str) -> None:
    """Constants and classes, like `FUNCTION_LOGS` and `AuditEntry`, in the source."""
    named = re.findall(r"`([A-Z][A-Z_]{3,}|[A-Z][a-z]+(?:[A-Z][a-z]+)+)\b", (REPOSITORY / "docs" / page).read_text())
    assert named
    assert [name for name in named if not re.search(rf"\b{name}\b", _source())] == []


@cache
def _source() -> str:
    folders = ("constructs_lib", "lambda", "qdn", "site", "stacks", "tests", "tooling")
    files = [path for folder in folders for kind in ("py", "ts") for path in (REPOSITORY / folder).rglob(f"*.{kind}")]
    return "\n".join(path.read_text() for path in files if "node_modules" not in path.parts)


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, section = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    return not section or section in _sections(target)


def _sections(page: Path) -> set[str]:
    """As GitHub names them: in lower case, without punctuation, with hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _commands(commands: dict[str, Any]) -> set[str]:
    known = set()
    for name, command in commands.items():
        inner = vars(command).get("commands") or {}
        known |= {f"{name} {one}" for one in inner} | ({name} if not inner else set())
    return known


# What the AWS command line has beside the services' own operations, with the options that the documents use.
AWS_CLI = {("s3", "rb"): {"force"}, ("s3", "sync"): set[str](), ("logs", "tail"): {"since", "filter-pattern"}}
EVERYWHERE = {"query", "output", "region"}


@each_page_with(AWS)
def test_commands_of_aws_exist(page: Path, named: list[tuple[str, str, str]]) -> None:
    """They need an account, so they are not run: their operations and options are looked up in botocore's models."""
    assert [unknown for service, name, rest in named for unknown in _unknown_to_aws(service, name, rest)] == []


def _unknown_to_aws(service: str, name: str, rest: str) -> set[str]:
    options = set(re.findall(r"--([a-z-]+)", rest)) - EVERYWHERE
    if (service, name) in AWS_CLI:
        return options - AWS_CLI[service, name]
    service = {"s3api": "s3"}.get(service, service)
    if service not in botocore.session.get_session().get_available_services():
        return {f"aws {service}"}
    model = botocore.session.get_session().get_service_model(service)
    operation = next((one for one in model.operation_names if xform_name(one, "-") == name), None)
    if operation is None:
        return {f"aws {service} {name}"}
    shape = model.operation_model(operation).input_shape
    return {option for option in options if option.removeprefix("no-") not in _options(shape)}


def _options(shape: Any) -> set[str]:
    return {xform_name(member, "-") for member in shape.members} if shape else set()
