"""The API responds only to requests through the edge, before, during and after a deploy with other keys and pages."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
import urllib3

from tests.testkit.releases import another_release
from tests.testkit.request_bodies import BOOKING
from tests.testkit.system import System
from tooling import aws

PAUSE_S = 0.05


@dataclass(frozen=True)
class Api:
    """Requests to the API's own address, and the origin keys of the deployed function."""

    system: System

    def client(self, service: str) -> Any:
        session: Any = boto3.Session(aws.ACCESS_KEY, aws.ACCESS_KEY, region_name=aws.REGION)
        return session.client(service, endpoint_url=self.system.summary["aws_endpoint_url"])

    def request(self, method: str, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        [api] = [api for api in self.client("apigatewayv2").get_apis()["Items"] if api["Name"] == "qdn-local-jobs"]
        return self.system.http.request(
            method,
            f"{self.system.summary['aws_endpoint_url']}/_aws/execute-api/{api['ApiId']}/$default{path}",
            body=json.dumps(BOOKING) if method == "POST" else None,
            headers={"Content-Type": "application/json", **headers},
        )

    @property
    def keys(self) -> str:
        function = self.client("lambda").get_function_configuration(FunctionName="qdn-local-job-api")
        return str(function["Environment"]["Variables"]["ORIGIN_KEYS"])


@pytest.fixture
def api(system: System) -> Api:
    return Api(system)


def test_requests_to_the_apis_own_address_are_refused(api: Api) -> None:
    direct = api.request("POST", "/api/bookings")
    assert (direct.status, json.loads(direct.data)["type"]) == (403, "urn:qdn:problem:not-through-the-edge")
    assert api.system.request("POST", "/api/bookings", body=BOOKING).status == 201


def test_a_signed_in_request_to_the_apis_own_address_is_refused(api: Api) -> None:
    token = {"Authorization": f"Bearer {api.system.dispatcher().id_token}"}
    assert api.request("GET", "/api/board", **token).status == 403
    assert api.system.get("/api/board", **token).status == 200


def test_the_edge_replaces_an_origin_key_that_a_viewer_sends(api: Api) -> None:
    assert api.system.request("POST", "/api/bookings", body=BOOKING, headers={"X-Origin-Key": "guessed"}).status == 201


@dataclass
class Watch:
    """Requests the board through the edge in a loop, in a thread, while the block runs."""

    system: System
    requests: int = 0
    failed: list[str] = field(default_factory=list)
    """Connection errors, and responses with another status than 200."""

    def __enter__(self) -> "Watch":
        self._token = {"Authorization": f"Bearer {self.system.dispatcher().id_token}"}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_S):
            try:
                response = self.system.get("/api/board", **self._token)
            except urllib3.exceptions.HTTPError as error:
                self.failed.append(str(error))
            else:
                if response.status != 200:
                    self.failed.append(f"{response.status} {response.data.decode()[:500]}")
            self.requests += 1


@pytest.mark.nightly
def test_a_release_has_its_own_keys_and_pages_and_no_request_fails_during_its_deploy_and_rollback(api: Api) -> None:
    system, before = api.system, api.keys.split()
    system.get("/track/")
    assert system.get("/track/").headers["X-Cache"] == "Hit from cloudfront"
    with Watch(system) as watch:
        with another_release(system, "with new keys"):
            redeployed = system.run("up")
        assert redeployed.returncode == 0
        assert "Deploying" in redeployed.stdout
        assert "Starting" not in redeployed.stdout
        assert system.site_url in redeployed.stdout
        during = api.keys.split()
        assert "<!-- with new keys -->" in system.get("/track/").data.decode()
        assert system.run("up").returncode == 0
        after = api.keys.split()
    assert "<!-- with new keys -->" not in system.get("/track/").data.decode()
    assert during[0] not in before
    assert during[1] == before[0]
    assert after == [before[0], during[0]]
    assert watch.requests > 10
    assert watch.failed == []
    assert api.request("POST", "/api/bookings", **{"X-Origin-Key": during[0]}).status == 201
