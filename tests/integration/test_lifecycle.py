"""`make up`, `make down`, `make clean`: the data that is kept or deleted, and the messages when a command fails."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testkit.paths import REPOSITORY
from tests.testkit.polling import until
from tests.testkit.redeployed import PAGE_OF_AN_EARLIER_RELEASE, Redeployed
from tests.testkit.system import System


def test_jobs_and_addresses_survive_down_and_up(system: System, redeployed: Redeployed) -> None:
    assert redeployed.down_output == "Stopped: edge, ministack. The data is kept.\n"
    assert redeployed.refused_connections
    assert redeployed.up_exit_code == 0

    token = redeployed.job["token"]
    assert system.summary == redeployed.summary
    assert system.dispatcher().call("GET", f"/api/jobs/{token}") == redeployed.job
    assert system.get(f"/api/track/{token}").status == 200


def test_the_second_deploy_publishes_the_changed_page_and_removes_an_earlier_one(
    system: System, redeployed: Redeployed
) -> None:
    assert b"<!-- deployed again -->" in system.get(f"/track/{redeployed.job['token']}").data
    assert system.get(f"/{PAGE_OF_AN_EARLIER_RELEASE}").status == 404


def test_another_port_than_the_running_one_is_refused(system: System) -> None:
    result = system.run("up", SITE_PORT="9")
    assert result.returncode == 1
    running = system.site_url.rsplit(":", 1)[1]
    assert f"The system runs on port {running}. To use SITE_PORT=9, stop it first: make down" in result.stderr


def test_a_requested_port_that_is_taken_is_reported(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = System(tmp_path)
        result = other.run("up", AWS_PORT=str(port))
    assert result.returncode == 1
    assert result.stderr.strip().endswith(
        f"Port {port} is taken by another program. Stop that one, or choose another: make up AWS_PORT=…"
    )
    assert "Traceback" not in result.stderr
    assert other.run("down").stdout == "Nothing was running.\n"


def test_with_a_taken_site_port_the_started_services_are_stopped(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = System(tmp_path).run("up", SITE_PORT=str(taken.getsockname()[1]))
    assert result.returncode == 1
    assert "SITE_PORT=…" in result.stderr
    assert System(tmp_path).run("down").stdout == "Nothing was running.\n"


def test_clean_deletes_the_data(tmp_path: Path) -> None:
    directory = tmp_path / "qdn"
    System(directory).run("up", AWS_PORT="1")
    assert directory.exists()
    assert System(directory).run("clean").returncode == 0
    assert not directory.exists()


def test_clean_keeps_the_assemblies_for_rollbacks(tmp_path: Path) -> None:
    directory = tmp_path / "qdn"
    System(directory).run("up", AWS_PORT="1")
    (directory / "assemblies" / "one").mkdir(parents=True)
    assert System(directory).run("clean").returncode == 0
    assert [path.name for path in directory.iterdir()] == ["assemblies"]


@pytest.mark.nightly
def test_up_after_an_interrupted_deploy_succeeds(tmp_path: Path, free_port: int) -> None:
    """Ctrl-C during the first deploy, while CloudFormation is working; the next `up` has another port."""
    system = System(tmp_path)
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "local", "up"], cwd=REPOSITORY, env=system.environment, stdout=subprocess.DEVNULL
        ) as up:
            until(lambda: _is_at_work(tmp_path) or up.poll(), deadline_s=120, what="CloudFormation to be at work")
            up.send_signal(signal.SIGINT)
            assert up.wait(60) == 1
        assert system.run("down").stdout == "Nothing was running.\n"
        again = system.run("up", AWS_PORT=str(free_port))
        assert again.returncode == 0, again.stdout + again.stderr
        assert system.dispatcher().call("GET", "/api/board")["jobs"]
    finally:
        system.run("down")


def _is_at_work(directory: Path) -> bool:
    log = directory / "deploy.log"
    return log.exists() and "local-App: creating stack" in log.read_text()


def test_clean_does_not_touch_a_folder_that_up_never_used(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("the only copy")
    System(tmp_path).run("clean")
    assert (tmp_path / "thesis.tex").read_text() == "the only copy"
