"""The two engines that run the shipped rewrite function: Node's bare VM (V8) and the `njs` command.

njs is the conservative one: it refuses the syntax that the runtime 2.0 refuses (measured with 0.7.9).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SHIPPED = HERE.parents[2] / "edge_functions" / "qdn-track-rewrite.js"

Json = dict[str, Any]
Handler = Callable[[Json], Json]


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The very file that is deployed."""
    return SHIPPED


@pytest.fixture(scope="session", params=["node", "njs"])
def handler(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handler]:
    """The shipped `handler(event)` on one engine; AssertionError with the engine's message when it throws."""
    if request.param == "node":
        command = ["node", str(HERE / "node_vm.mjs"), str(SHIPPED)]
    else:
        if shutil.which("njs") is None:
            pytest.skip("the njs command was not found (Debian, Ubuntu: apt-get install njs)")
        script = tmp_path_factory.mktemp("njs") / "shipped-and-loop.js"
        script.write_bytes(SHIPPED.read_bytes() + (HERE / "njs_loop.js").read_bytes())
        command = ["njs", str(script)]

    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        send, receive = engine.stdin, engine.stdout

        def call(event: Json) -> Json:
            send.write(json.dumps(event) + "\n")
            send.flush()
            line = receive.readline()
            assert line, f"{request.param} ended: it could not load the shipped file"
            response: Json = json.loads(line)
            assert "error" not in response, response["error"]
            value: Json = response["value"]
            return value

        yield call
        send.close()
