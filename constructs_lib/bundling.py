"""The package of a function: the source of `lambda/`, and its pinned wheels for the machine that runs it."""

import contextlib
import hashlib
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOURCE_ROOT = Path(__file__).parent.parent / "lambda"
REQUIREMENTS = SOURCE_ROOT / "requirements.txt"
WHEEL_CACHE = Path(__file__).parent.parent / ".wheels"
INSTALL_TIMEOUT_S = 300


@dataclass(frozen=True, kw_only=True)
class Target:
    """A machine that runs a function: its name, its processor, and pip's options for it (none for this machine)."""

    name: str
    arm64: bool
    pip_options: tuple[str, ...] = ()


LAMBDA_ARM64 = Target(
    name="lambda-arm64-python3.14",
    arm64=True,
    pip_options=("--platform", "manylinux2014_aarch64", "--python-version", "3.14", "--only-binary=:all:"),
)
HOST = Target(
    name=f"host-{sysconfig.get_platform()}-python{sys.version_info.major}.{sys.version_info.minor}",
    arm64=platform.machine() in ("arm64", "aarch64"),
)


def source_hash(target: Target) -> str:
    """One hash for one content: the same source and pins for the same target are the same asset on every machine."""
    digest = hashlib.sha256(target.name.encode())
    for path in _source_files():
        digest.update(path.relative_to(SOURCE_ROOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def bundle(output_dir: str, target: Target) -> None:
    """Put the package into `output_dir`. Raises `subprocess.CalledProcessError` when pip cannot install the pins."""
    shutil.copytree(_wheels(target), output_dir, dirs_exist_ok=True)
    # Programs that pip installs beside the packages: nothing runs them, and they contain the path of this checkout.
    shutil.rmtree(Path(output_dir) / "bin", ignore_errors=True)
    for path in _source_files():
        destination = Path(output_dir) / path.relative_to(SOURCE_ROOT)
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, destination)


def _source_files() -> list[Path]:
    return sorted(
        path
        for path in SOURCE_ROOT.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "requirements.in"
    )


def _wheels(target: Target) -> Path:
    """The installed pins, kept from one synth to the next under a name that changes with them."""
    pins = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    wheels = WHEEL_CACHE / f"{target.name}-{pins}"
    if not wheels.exists():
        WHEEL_CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=WHEEL_CACHE) as directory:
            finished = Path(directory) / wheels.name
            _install(target, finished)
            with contextlib.suppress(OSError):  # another synth was first
                finished.rename(wheels)
    return wheels


def _install(target: Target, directory: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"),
            *("--require-hashes", "--requirement", str(REQUIREMENTS), "--target", str(directory)),
            *target.pip_options,
        ],
        check=True,
        timeout=INSTALL_TIMEOUT_S,
    )
