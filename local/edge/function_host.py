"""Runs viewer-request functions in one long-running Node process, with a deadline for each call."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("function_host.mjs")
DEADLINE = 3.0
"""Seconds for one call, the start of Node included."""
LONGEST_LINE = 1 << 20

Json = dict[str, Any]


class FunctionFailedError(Exception):
    """The function threw, did not return in time, or could not be loaded. CloudFront responds with 503."""


class FunctionHost:
    """Runs functions given as code. Node is started by the first call, and again after it has ended."""

    def __init__(self) -> None:
        self._node: _Node | None = None
        self._starting = asyncio.Lock()

    async def run(self, code: str, event: Json) -> Any:
        """The value that `handler(event)` returns. Raises FunctionFailedError."""
        node: _Node | None = None
        try:
            async with asyncio.timeout(DEADLINE):
                async with self._starting:
                    if self._node is None or self._node.ended:
                        self._node = await _Node.start()
                    node = self._node
                result = await node.call(code, event)
        except TimeoutError as error:
            if node is not None:
                node.kill()  # the process may be in an endless loop; the next call starts another one
            raise FunctionFailedError(f"the function gave no answer in {DEADLINE:g} s") from error
        except OSError as error:
            raise FunctionFailedError(f"Node could not run the function: {error}") from error
        if "error" in result:
            raise FunctionFailedError(str(result["error"]))
        return result.get("value")

    async def close(self) -> None:
        """End the process."""
        if self._node is not None:
            self._node.kill()
            await self._node.reading


class _Node:
    """One process, the functions that it has loaded, and the calls that wait for a result."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        self.ended = False
        self._process = process
        self._pipe = process.stdin
        self._loaded: set[str] = set()
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._ids = itertools.count()
        self.reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls) -> _Node:
        pipe = asyncio.subprocess.PIPE
        return cls(
            await asyncio.create_subprocess_exec("node", str(DRIVER), stdin=pipe, stdout=pipe, limit=LONGEST_LINE)
        )

    async def call(self, code: str, event: Json) -> Json:
        name = hashlib.sha256(code.encode()).hexdigest()
        if name not in self._loaded:
            self._loaded.add(name)
            self._send({"load": name, "code": code})
        identity = next(self._ids)
        self._waiting[identity] = asyncio.get_running_loop().create_future()
        try:
            self._send({"id": identity, "run": name, "event": event})
            return await self._waiting[identity]
        finally:
            del self._waiting[identity]

    def kill(self) -> None:
        self.ended = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def _send(self, message: Json) -> None:
        self._pipe.write(json.dumps(message).encode() + b"\n")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):  # a line longer than LONGEST_LINE, or not JSON: end the process
            while line := await self._process.stdout.readline():
                result = json.loads(line)
                waiting = self._waiting.get(result["id"])
                if waiting is not None and not waiting.done():
                    waiting.set_result(result)
        self.kill()
        await self._process.wait()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result({"error": "Node ended"})
