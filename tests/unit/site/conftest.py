"""Runs TypeScript of the pages in Node, through Vite, without a browser."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.testkit.site_modules import Call

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def site() -> Iterator[Call]:
    """`site("board/message_parser.ts", "parseMessage", text)` calls that function; AssertionError if it throws."""
    with subprocess.Popen(
        ["node", str(HERE / "site_modules.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        send, receive = engine.stdin, engine.stdout

        def call(module: str, name: str, *args: object) -> Any:
            send.write(json.dumps({"module": module, "name": name, "args": args}) + "\n")
            send.flush()
            line = receive.readline()
            assert line, "Node ended: it could not load Vite or the module"
            answer: dict[str, Any] = json.loads(line)
            assert "error" not in answer, answer["error"]
            return answer["value"]

        yield call
        send.close()
