"""Runs MiniStack in its own virtual environment, extended by the features that the templates need and it lacks.

Each module of this package adds one such feature. Two more are added here:
- `/opt`: the CDK's site deployment runs `/opt/awscli/aws`, which Lambda unpacks from a layer. MiniStack unpacks layers
  elsewhere; `worker/sitecustomize.py`, which every function's process imports, points such commands there.
- State on disk after a deploy (SIGUSR1): MiniStack itself only saves on a graceful stop.
"""

import os
import signal
from pathlib import Path

from ministack import app
from ministack.core.persistence import save_all

from local.emulator import (
    described_resources,
    edge_request_ids,
    last_requests,
    metric_math,
    missing_objects,
    origin_access,
    recorded_calls,
    secret_references,
    transport,
)

WORKER = Path(__file__).parent / "worker"


def main() -> None:
    """Serve until SIGTERM."""
    os.environ["PYTHONPATH"] = str(WORKER)
    described_resources.install()
    edge_request_ids.install()
    last_requests.install()
    metric_math.install()
    origin_access.install()
    secret_references.install()
    transport.install()
    recorded_calls.install()
    missing_objects.install()  # after recorded_calls, so that the ListBucket check is recorded, too
    signal.signal(signal.SIGUSR1, lambda *_: save_all(app._build_persistence_save_dict()))
    app.main()


main()
