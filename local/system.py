"""Start and stop of the laptop system: emulator, edge server, deploy, sign-in and the first jobs."""

import json
import re
import shutil
import signal
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from local import ports
from local.service import Service
from tooling import aws, cdk, paths
from tooling.steps import StepError, run, step

EMULATOR = Service(
    name="ministack",
    health_path=aws.EMULATOR_HEALTH,
    sources=(paths.REPOSITORY / "local" / "emulator", paths.REPOSITORY / "tooling" / "paths.py"),
)
EDGE = Service(
    name="edge",
    health_path="/_edge/health",
    sources=(
        paths.REPOSITORY / "local" / "edge",
        paths.REPOSITORY / "edge_cache",
        paths.REPOSITORY / "tooling" / "aws.py",
    ),
)

DEPLOY_TIMEOUT_S = 300
SEED_TIMEOUT_S = 60
IDLE_DEADLINE_S, IDLE_POLL_S = 60.0, 0.2


@dataclass(frozen=True, kw_only=True)
class Running:
    """Addresses of the running system and the dispatcher's sign-in."""

    site_url: str
    aws_endpoint_url: str
    email: str
    password: str
    demo_token: str


def start() -> Running:
    """Start the services that do not run, deploy, seed. When a step fails, stop the services that this call started."""
    started: list[Service] = []
    try:
        _stop_outdated()
        ports.refuse_another("AWS_PORT", running=EMULATOR.port)
        ports.refuse_another("SITE_PORT", running=EDGE.port)
        aws_port = _idle_emulator() or _start_emulator(started)
        endpoint_url = f"http://127.0.0.1:{aws_port}"
        site_port = EDGE.port or _start_edge(started, endpoint_url)
        site_url = f"http://127.0.0.1:{site_port}"
        _deploy(endpoint_url, site_url)
        return _seed(endpoint_url, site_url)
    except BaseException:
        _stop_all(started[::-1])
        raise


def _stop_outdated() -> None:
    """Stop services whose code has changed since they started."""
    for service in (EDGE, EMULATOR):
        if service.is_outdated:
            with step(f"Stopping the {service.name}, whose code has changed"):
                service.stop()


def stop() -> list[str]:
    """Stop the running services, the edge server first. Returns their names."""
    return _stop_all([EDGE, EMULATOR])


def _stop_all(services: list[Service]) -> list[str]:
    """Stop gracefully if CloudFormation is idle, else kill: a graceful stop would save a deploy that never ends.

    After a kill the emulator restarts with the state of the last step that was saved.
    """
    idle = EMULATOR.port is None or _is_idle(EMULATOR.port)
    return [service.name for service in services if (service.stop() if idle else service.kill())]


def _start_emulator(started: list[Service]) -> int:
    before = _remembered("AWS_PORT")
    port = ports.choose("AWS_PORT", remembered=before, default=4566)
    data, scratch = paths.DIRECTORY / "ministack", paths.DIRECTORY / "tmp"
    if before:
        _rewrite_addresses(data / "state", before, port)
    shutil.rmtree(scratch, ignore_errors=True)  # unpacked functions of earlier runs
    scratch.mkdir(parents=True)
    # Node reads the module type from the nearest package.json; that of the repository is "module".
    (scratch / "package.json").write_text("{}\n")
    with step("Starting the laptop's AWS"):
        started.append(EMULATOR)
        EMULATOR.start(
            [paths.EMULATOR_VENV / "bin" / "python", "-m", "local.emulator"],
            port=port,
            environment=aws.environment(f"http://127.0.0.1:{port}")
            | aws.emulator_settings(port)
            | {
                "PERSIST_STATE": "1",
                "STATE_DIR": str(data / "state"),
                "S3_PERSIST": "1",
                "S3_DATA_DIR": str(data / "s3"),
                "TMPDIR": str(scratch),
            },
        )
    _remember("AWS_PORT", port)
    return port


def _start_edge(started: list[Service], endpoint_url: str) -> int:
    """Runs before the deploy, because the smoke test of the deploy sends its requests through the edge."""
    port = ports.choose("SITE_PORT", remembered=_remembered("SITE_PORT"), default=8080)
    with step("Starting the edge"):
        started.append(EDGE)
        EDGE.start(
            [
                *(paths.VENV / "bin" / "python", "-m", "local.edge", "--port", str(port)),
                *("--aws-endpoint-url", endpoint_url, "--distribution", "qdn-local"),
                *("--logs", paths.EDGE_LOGS),
            ],
            port=port,
            environment=aws.environment(endpoint_url),
        )
    _remember("SITE_PORT", port)
    return port


def _deploy(endpoint_url: str, site_url: str) -> None:
    environment = aws.environment(endpoint_url) | {
        "QDN_AWS_ENDPOINT_URL": endpoint_url,
        "QDN_SITE_URL": site_url,
    }
    if not _is_bootstrapped(endpoint_url):
        with step("Bootstrapping the CDK"):
            cdk.cdk(
                "bootstrap",
                f"aws://{aws.ACCOUNT}/{aws.REGION}",
                log="bootstrap",
                timeout_s=DEPLOY_TIMEOUT_S,
                environment=environment,
                directory=paths.DIRECTORY,  # without a cdk.json, so that the CDK does not synthesize the app first
                hint="The CDK could not be bootstrapped.",
            )
        EMULATOR.signal(signal.SIGUSR1)
    _clear_leftovers(endpoint_url)
    with step("Deploying with cdk deploy"):
        cdk.deploy(
            "local/*",
            *("--context", "environment=local", "--method", "direct"),
            *("--output", paths.DIRECTORY / "cdk.out", "--outputs-file", paths.OUTPUTS),
            log="deploy",
            timeout_s=DEPLOY_TIMEOUT_S,
            environment=environment,
            hint="The deploy failed: mend what is named above, then run make up again.",
        )
    EMULATOR.signal(signal.SIGUSR1)


def _clear_leftovers(endpoint_url: str) -> None:
    """Delete buckets that a failed or killed first deploy left behind, when there is no App stack."""
    if re.search(
        r"<StackName>local-App</StackName>.*?<StackStatus>(CREATE|UPDATE)_", _stack_statuses(endpoint_url), re.S
    ):
        return
    run(
        [paths.VENV / "bin" / "python", "-m", "local.leftovers"],
        log="leftovers",
        timeout_s=SEED_TIMEOUT_S,
        environment=aws.environment(endpoint_url),
        hint="What an earlier deploy left behind could not be removed: make clean, then make up.",
    )


def _seed(endpoint_url: str, site_url: str) -> Running:
    with step("Signing in"):
        run(
            [paths.VENV / "bin" / "python", "-m", "local.seed"],
            log="seed",
            timeout_s=SEED_TIMEOUT_S,
            environment=aws.environment(endpoint_url),
            hint="The system is deployed but does not work: see above.",
        )
    seeded = json.loads(paths.SEEDED.read_text())
    running = Running(site_url=site_url, aws_endpoint_url=endpoint_url, **seeded)
    # Replaced atomically: a script that reads it at this moment gets the old summary.
    written = paths.SUMMARY.with_suffix(".new")
    written.write_text(
        json.dumps(
            {
                "site_url": running.site_url,
                "aws_endpoint_url": running.aws_endpoint_url,
                "sign_in": {"email": running.email, "password": running.password},
                "demo_tracking_url": f"{running.site_url}/track/{running.demo_token}",
            },
            indent=2,
        )
        + "\n"
    )
    written.replace(paths.SUMMARY)
    return running


def _rewrite_addresses(saved: Path, before: int, now: int) -> None:
    """Replace the port in the addresses (mostly of queues) that the emulator's saved state contains."""
    if before != now and saved.exists():
        for path in saved.glob("*.json"):
            text = path.read_text()
            for host in ("localhost", "127.0.0.1"):
                text = text.replace(f"{host}:{before}", f"{host}:{now}")
            path.write_text(text)


def _idle_emulator() -> int | None:
    """The port of the running emulator once its CloudFormation is idle; `None` if no emulator runs.

    After an interrupted run CloudFormation may still be working. An emulator that does not become idle is killed.
    """
    port = EMULATOR.port
    if port is None:
        return None
    deadline = time.monotonic() + IDLE_DEADLINE_S
    while time.monotonic() < deadline:
        if _is_idle(port):
            return port
        time.sleep(IDLE_POLL_S)
    EMULATOR.kill()
    return None


def _is_idle(port: int) -> bool:
    """Whether the emulator's CloudFormation is idle."""
    statuses = _stack_statuses(f"http://127.0.0.1:{port}")
    return "DescribeStacksResult" in statuses and "_IN_PROGRESS" not in statuses


def _stack_statuses(endpoint_url: str) -> str:
    """The body of CloudFormation's response; empty if there is none."""
    request = urllib.request.Request(
        endpoint_url,
        data=b"Action=DescribeStacks&Version=2010-05-15",
        headers=aws.authorization("cloudformation"),
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return str(response.read().decode())
    except OSError:
        return ""


def _remembered(port: str) -> int | None:
    return _ports().get(port)


def _remember(name: str, port: int) -> None:
    paths.PORTS.write_text(json.dumps(_ports() | {name: port}))


def _ports() -> dict[str, int]:
    return dict(json.loads(paths.PORTS.read_text())) if paths.PORTS.exists() else {}


def _is_bootstrapped(endpoint_url: str) -> bool:
    request = urllib.request.Request(
        f"{endpoint_url}/{aws.CDK_ASSETS_BUCKET}", method="HEAD", headers=aws.authorization("s3")
    )
    try:
        with urllib.request.urlopen(request, timeout=10):
            return True
    except urllib.error.HTTPError:
        return False
    except OSError as error:
        raise StepError(
            f"The laptop's AWS does not answer at {endpoint_url}: {error}. Try: make down && make up"
        ) from error
