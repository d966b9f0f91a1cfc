"""The command `python -m local.edge`: arguments, the listening socket, a graceful stop."""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import shutil
import signal
import sys
from pathlib import Path

from aiohttp import web

from local.edge.access_log import AccessLog
from local.edge.server import HEALTH, EdgeServer

HOST = "127.0.0.1"
STOP_WITHIN = 3.0
"""Seconds that requests in progress may take after SIGTERM."""


def main() -> int:
    """Serve until SIGTERM or SIGINT. Returns the exit code: 1, after a message on stderr, if it cannot start."""
    parser = argparse.ArgumentParser(
        prog="python -m local.edge",
        description="A caching edge in front of a CloudFront distribution in MiniStack. "
        f"Listens on {HOST} only; {HEALTH} is its own address, everything else belongs to the site.",
    )
    parser.add_argument("--aws-endpoint-url", required=True, help="where MiniStack listens")
    parser.add_argument("--port", type=int, required=True, help="port of the site")
    parser.add_argument("--distribution", required=True, help="how the comment of the served distribution begins")
    parser.add_argument("--logs", required=True, type=Path, help="folder of the access logs")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="edge: %(message)s", stream=sys.stderr)
    if shutil.which("node") is None:
        print(
            "edge: Node was not found, and it runs the viewer-request function; install Node 20 or later",
            file=sys.stderr,
        )
        return 1
    edge = EdgeServer(arguments.aws_endpoint_url, arguments.distribution, AccessLog(arguments.logs))
    return asyncio.run(serve(edge, arguments.port))


async def serve(edge: EdgeServer, port: int) -> int:
    """Listen on the port until SIGTERM or SIGINT; returns the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = web.Application(client_max_size=0)  # 0: no limit here, the API has its own
    app.router.add_route("*", "/{path:.*}", edge.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN)
    await edge.start()
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"edge: port {port} on {HOST} is taken; stop what uses it, or give another --port", file=sys.stderr)
        return 1
    else:
        logging.getLogger("edge").info("http://%s:%d", HOST, port)
        await stop.wait()
        return 0
    finally:
        await runner.cleanup()
        await edge.close()


if __name__ == "__main__":
    sys.exit(main())
