"""docs/openapi.json against the deployed system: each operation's response through the edge matches its description."""

import json
import re
import subprocess

import urllib3

from job_api.operations import OPERATIONS, Access
from local.dispatcher import Dispatcher
from tests.testkit.api_description import assert_described
from tests.testkit.paths import REPOSITORY
from tests.testkit.request_bodies import BOOKING, JOB
from tests.testkit.system import System

BODIES = {
    "createJob": JOB,
    "editJob": {"price": {"amount_cents": 12300}},
    "changeStatus": {"to": "ready_for_pickup"},
    "book": BOOKING,
}


def test_every_operation_responds_as_described(system: System, dispatcher: Dispatcher) -> None:
    token = str(dispatcher.call("POST", "/api/jobs", JOB)["token"])
    seen = {"If-Match": '"1"'}
    for operation in OPERATIONS:
        path = operation.path.replace("{token}", token)
        staff = {"Authorization": f"Bearer {dispatcher.id_token}"}
        body = BODIES.get(operation.id)
        response = _request(system, operation.method, path, body, staff | seen)
        assert response.status == operation.success, response.data
        if operation.id == "editJob":
            seen = {"If-Match": response.headers["ETag"]}
        if operation.access is Access.STAFF:
            assert _request(system, operation.method, path, body, {}).status == 401
    assert _request(system, "GET", f"/api/track/{token}", None, {}).status == 200
    assert _request(system, "GET", "/api/track/0000000000000000", None, {}).status == 404


def test_the_first_request_of_the_api_page_succeeds(system: System) -> None:
    [commands] = re.findall(r"^```\n(.*?)^```", (REPOSITORY / "docs" / "api.md").read_text(), re.M | re.S)
    at_the_system = commands.replace("http://127.0.0.1:8080", system.site_url)
    result = subprocess.run(
        ["bash", "-euc", at_the_system],
        cwd=system.checkout,
        env=system.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(result.stdout)["schema_version"] == 1


def _request(system: System, method: str, path: str, body: object, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
    response = system.request(method, path, body=body, headers=headers)
    assert_described(method, path, response.status, response.headers.get("Content-Type"), response.data.decode())
    return response
