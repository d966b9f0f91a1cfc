"""The router: one route for each method and path, and API Gateway's events as they may come."""

import base64
import gzip
from http import HTTPStatus
from typing import Any

import pytest

from job_api.operations import EDIT_JOB, OPERATIONS, READ_JOB
from job_api.router import (
    NotBase64Error,
    Request,
    Response,
    RouteNotFoundError,
    Router,
    UnmatchedOperationsError,
)


def event(method: str, path: str, **fields: object) -> dict[str, Any]:
    return {"rawPath": path, "requestContext": {"http": {"method": method, "path": path}}, **fields}


@pytest.fixture
def router() -> Router:
    def read(request: Request, token: str) -> Response:
        return Response(HTTPStatus.OK, f"read {token}", {"ETag": '"1"'}, large=True)

    def edit(request: Request, token: str) -> Response:
        return Response(HTTPStatus.OK, f"{request.body!r} {dict(request.headers)} {dict(request.claims)}")

    return Router(
        [READ_JOB, EDIT_JOB],
        {READ_JOB.id: read, EDIT_JOB.id: edit},
        admit=lambda headers: None,
        on_error=lambda error: Response(HTTPStatus.IM_A_TEAPOT, type(error).__name__),
    )


def test_it_does_not_start_unless_each_operation_has_a_handler_and_each_handler_an_operation() -> None:
    def handler(request: Request) -> Response:
        return Response(HTTPStatus.OK)

    def router_of(*ids: str) -> Router:
        handlers = dict.fromkeys(ids, handler)
        return Router(OPERATIONS, handlers, admit=lambda headers: None, on_error=lambda error: Response(HTTPStatus.OK))

    every = [operation.id for operation in OPERATIONS]
    router_of(*every)
    with pytest.raises(UnmatchedOperationsError, match=every[-1]):
        router_of(*every[:-1])
    with pytest.raises(UnmatchedOperationsError, match="fly"):
        router_of(*every, "fly")


def test_method_and_path_select_the_handler(router: Router) -> None:
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
def test_another_method_or_path_is_route_not_found(router: Router, method: str, path: str) -> None:
    assert router.resolve(event(method, path))["body"] == RouteNotFoundError.__name__


@pytest.mark.parametrize("missing", [{}, {"headers": None, "body": None}, {"body": "", "isBase64Encoded": True}])
def test_an_event_without_headers_and_body_is_accepted(router: Router, missing: dict[str, object]) -> None:
    assert router.resolve(event("PATCH", "/api/jobs/a", **missing))["body"] == "b'' {} {}"


def test_a_body_comes_as_text_or_as_base64(router: Router) -> None:
    for fields in ({"body": "{}"}, {"body": base64.b64encode(b"{}").decode(), "isBase64Encoded": True}):
        assert router.resolve(event("PATCH", "/api/jobs/a", **fields))["body"].startswith("b'{}'")
    spoiled = event("PATCH", "/api/jobs/a", body="x", isBase64Encoded=True)
    assert router.resolve(spoiled)["body"] == NotBase64Error.__name__
    assert router.resolve(event("PATCH", "/api/jobs/a", body="\ud800"))["statusCode"] == 200


def test_only_a_large_response_is_compressed_and_only_if_the_client_accepts_it(router: Router) -> None:
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
