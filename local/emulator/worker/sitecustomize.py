"""Imported by every emulated function before its code: runs commands below /opt from the function's layers.

The first line of such a script names AWS's interpreter ("/var/lang/bin/python"); here this interpreter runs it.
"""

import os
import subprocess
import sys

_LAYERS = [path for path in os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep) if path]


class _LayeredPopen(subprocess.Popen):
    def __init__(self, args, *rest, **options):
        super().__init__(_from_layers(args), *rest, **options)


def _from_layers(args):
    if isinstance(args, (list, tuple)) and str(args[0]).startswith("/opt/"):
        for layer in _LAYERS:
            candidate = os.path.join(layer, str(args[0])[len("/opt/") :])
            if os.path.exists(candidate):
                return [sys.executable, candidate, *args[1:]]
    return args


if _LAYERS:
    subprocess.Popen = _LayeredPopen
