"""The table of operations: readable without an AWS library, since the infrastructure code imports it."""

import subprocess
import sys

from tests.testkit.paths import REPOSITORY


def test_it_imports_neither_botocore_nor_powertools() -> None:
    program = "import sys, job_api.operations, job_api.request_log; print(*sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY / "lambda",
        env={"PYTHONPATH": str(REPOSITORY / "lambda")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.split()
    packages = {name.partition(".")[0] for name in printed}
    assert "job_api" in packages
    assert packages & {"botocore", "boto3", "aws_lambda_powertools", "aws_cdk"} == set()
