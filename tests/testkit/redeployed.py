"""A second deploy of the system under test, after it was stopped: one for all tests that need one."""

import json
import socket
from dataclasses import dataclass
from typing import Any

import boto3

from local.dispatcher import Dispatcher
from tests.testkit.request_bodies import JOB
from tests.testkit.system import System
from tooling import aws

PAGE_OF_AN_EARLIER_RELEASE = "of-an-earlier-release.html"


@dataclass(frozen=True)
class Redeployed:
    """The state before `make down`, and the outcomes of `make down` and the second `make up`."""

    job: dict[str, Any]
    summary: dict[str, Any]
    down_output: str
    refused_connections: bool
    """Whether nothing listened at the site's address between the two."""
    up_exit_code: int


def redeploy(system: System, dispatcher: Dispatcher) -> Redeployed:
    """Stop the system, change a page of its checkout for good, deploy.

    The bucket of the site has a page that the release does not have: the deploy deletes it.
    """
    job = dispatcher.call("POST", "/api/jobs", JOB)
    summary = system.summary
    outputs = json.loads((system.directory / "outputs.json").read_text())["local-App"]
    site = str(outputs["ViewsBucket"]).replace("views", "site")
    session: Any = boto3.Session(aws.ACCESS_KEY, aws.ACCESS_KEY, region_name=aws.REGION)
    session.client("s3", endpoint_url=summary["aws_endpoint_url"]).put_object(
        Bucket=site, Key=PAGE_OF_AN_EARLIER_RELEASE, Body=b""
    )
    page = system.checkout / "site" / "dist" / "track.html"
    page.write_text(page.read_text().replace("</body>", "<!-- deployed again --></body>"))
    down = system.run("down")
    refused = _refuses_connections(summary["site_url"])
    up = system.run("up")
    return Redeployed(job, summary, down.stdout, refused, up.returncode)


def _refuses_connections(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) != 0
