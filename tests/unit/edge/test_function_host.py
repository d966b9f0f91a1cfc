"""Running functions: the result, a bare context, time-outs and the end of the process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from edge_cache.message import Response
from local.edge import function_host
from local.edge.distribution import Distribution
from local.edge.event import function_result, viewer_request_event
from local.edge.function_host import FunctionFailedError, FunctionHost

ECHO = "function handler(event) { return event; }"


def running(use: Any) -> Any:
    """The result of `await use(host)`; the process is ended afterwards."""

    async def main() -> Any:
        host = FunctionHost()
        try:
            return await use(host)
        finally:
            await host.close()

    return asyncio.run(main())


def test_concurrent_results_are_not_mixed_up() -> None:
    async def use(host: FunctionHost) -> Any:
        calls: list[Coroutine[Any, Any, Any]] = [host.run(ECHO, {"n": number}) for number in range(50)]
        return await asyncio.gather(*calls)

    assert running(use) == [{"n": number} for number in range(50)]


def test_a_function_may_be_asynchronous_and_log() -> None:
    code = "async function handler(event) { console.log('seen'); await null; return { uri: '/' + event.x }; }"

    assert running(lambda host: host.run(code, {"x": "a"})) == {"uri": "/a"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("function handler(event) { return event.request.uri; }", "TypeError"),
        ("function handler(", "SyntaxError"),
        ("const x = 1;", "handler is not defined"),
        ("const fs = require('fs'); function handler() {}", "require is not defined"),
        ("function handler() { return process.env; }", "process is not defined"),
        ("function handler() { while (true) {} }", "timed out"),
        ("while (true) {}", "timed out"),
        ("async function handler() { throw new Error('broken'); }", "broken"),
        ("function handler() { const a = {}; a.a = a; return a; }", "circular"),
    ],
)
def test_a_failing_function_raises_its_reason_and_the_next_one_runs(code: str, words: str) -> None:
    async def use(host: FunctionHost) -> Any:
        with pytest.raises(FunctionFailedError, match=words):
            await host.run(code, {})
        return await host.run(ECHO, {"still": "here"})

    assert running(use) == {"still": "here"}


def test_a_function_that_never_returns_times_out_and_the_next_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def use(host: FunctionHost) -> Any:
        await host.run(ECHO, {})
        monkeypatch.setattr(function_host, "DEADLINE", 0.2)
        with pytest.raises(FunctionFailedError, match="no answer"):
            await host.run("async function handler() { await new Promise(() => {}); }", {})
        monkeypatch.undo()
        return await host.run(ECHO, {"after": 1})

    assert running(use) == {"after": 1}


def test_a_process_that_ends_is_replaced() -> None:
    async def use(host: FunctionHost) -> Any:
        await host.run(ECHO, {})
        assert host._node is not None
        host._node._process.kill()
        await host._node.reading
        return await host.run(ECHO, {"again": 1})

    assert running(use) == {"again": 1}


SITE = Distribution("E1", "d1.cloudfront.net", "", (), {})


def test_the_event_keeps_repeated_fields_apart() -> None:
    headers = {"host": "d1", "cookie": "c=3; d=4=5; nameless"}

    event = viewer_request_event("GET", "/a", "x=1&y=%20&x=2&z", headers, SITE)["request"]

    assert event["querystring"] == {
        "x": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]},
        "y": {"value": "%20"},
        "z": {"value": ""},
    }
    assert event["headers"] == {"host": {"value": "d1"}}
    assert event["cookies"] == {"c": {"value": "3"}, "d": {"value": "4=5"}}
    assert function_result(event) == "/a"


@pytest.mark.parametrize(
    ("result", "headers", "body"),
    [
        ({}, (), b""),
        ({"body": "caf\u00e9"}, (), "caf\u00e9".encode()),
        ({"body": {"encoding": "text", "data": "a"}}, (), b"a"),
        ({"body": {"encoding": "base64", "data": "YWI="}}, (), b"ab"),
        ({"headers": {"cache-control": {"value": "no-store"}}}, (("Cache-Control", "no-store"),), b""),
        (
            {"headers": {"link": {"value": "a", "multiValue": [{"value": "a"}, {"value": "b"}]}}},
            (("Link", "a"), ("Link", "b")),
            b"",
        ),
    ],
)
def test_a_function_may_return_a_response(result: Any, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    assert function_result({"statusCode": 404} | result) == Response(404, headers, body)


@pytest.mark.parametrize(
    "result",
    [
        None,
        "text",
        [],
        {},
        {"uri": 1},
        {"uri": "a"},
        {"statusCode": "404"},
        {"statusCode": 99},
        {"statusCode": 200, "headers": {"x": "y"}},
        {"statusCode": 200, "headers": {"x": {}}},
        {"statusCode": 200, "body": 1},
        {"statusCode": 200, "body": {"encoding": "base64", "data": "?"}},
    ],
)
def test_a_result_that_cloudfront_refuses_is_an_error(result: Any) -> None:
    with pytest.raises(ValueError, match="function returned"):
        function_result(result)
