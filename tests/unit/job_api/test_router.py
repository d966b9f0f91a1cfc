"""The router: one route for each method and path, and API Gateway's events as they may come."""

import base64
import gzip
from http import HTTPStatus
from typing import Any

import pytest

from job_api.router import Answer, NotBase64Error, Request, RouteNotFoundError, Router


def event(method: str, path: str, **fields: object) -> dict[str, Any]:
    return {"rawPath": path, "requestContext": {"http": {"method": method, "path": path}}, **fields}


@pytest.fixture
def router() -> Router:
    router = Router(lambda headers: None, lambda error: Answer(HTTPStatus.IM_A_TEAPOT, type(error).__name__))

    @router.route("GET", "/api/jobs/{token}")
    def read(request: Request, token: str) -> Answer:
        return Answer(HTTPStatus.OK, f"read {token}", {"ETag": '"1"'}, large=True)

    @router.route("PATCH", "/api/jobs/{token}")
    def edit(request: Request, token: str) -> Answer:
        return Answer(HTTPStatus.OK, f"{request.body!r} {dict(request.headers)} {dict(request.claims)}")

    return router


def test_method_and_path_decide(router: Router) -> None:
    assert router.resolve(event("GET", "/api/jobs/a"))["body"] == "read a"
    assert router.resolve(event("PATCH", "/api/jobs/a"))["body"] == "b'' {} {}"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/jobs"),
        ("GET", "/api/jobs/"),
        ("GET", "/api/jobs/a/b"),
        ("GET", "/x/api/jobs/a"),
        ("POST", "/api/jobs/a"),
    ],
)
def test_nothing_else_is_answered(router: Router, method: str, path: str) -> None:
    assert router.resolve(event(method, path))["body"] == RouteNotFoundError.__name__


@pytest.mark.parametrize("missing", [{}, {"headers": None, "body": None}, {"body": "", "isBase64Encoded": True}])
def test_what_an_event_may_leave_out(router: Router, missing: dict[str, object]) -> None:
    assert router.resolve(event("PATCH", "/api/jobs/a", **missing))["body"] == "b'' {} {}"


def test_a_body_comes_as_text_or_as_base64(router: Router) -> None:
    for fields in ({"body": "{}"}, {"body": base64.b64encode(b"{}").decode(), "isBase64Encoded": True}):
        assert router.resolve(event("PATCH", "/api/jobs/a", **fields))["body"].startswith("b'{}'")
    spoiled = event("PATCH", "/api/jobs/a", body="x", isBase64Encoded=True)
    assert router.resolve(spoiled)["body"] == NotBase64Error.__name__
    assert router.resolve(event("PATCH", "/api/jobs/a", body="\ud800"))["statusCode"] == 200


def test_only_a_large_answer_is_compressed_and_only_for_who_takes_it(router: Router) -> None:
    takes = {"accept-encoding": "br, gzip"}
    packed = router.resolve(event("GET", "/api/jobs/a", headers=takes))
    assert packed["isBase64Encoded"]
    assert packed["headers"] == {"ETag": '"1"', "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    assert gzip.decompress(base64.b64decode(packed["body"])) == b"read a"
    for plain in (
        router.resolve(event("GET", "/api/jobs/a", headers={"accept-encoding": "br"})),
        router.resolve(event("PATCH", "/api/jobs/a", headers=takes)),
    ):
        assert not plain["isBase64Encoded"]
        assert "Content-Encoding" not in plain["headers"]
