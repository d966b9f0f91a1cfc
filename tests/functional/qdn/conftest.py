"""Fixtures of the operator's command line: an environment on real buckets, and a user at a terminal."""

import boto3
import pytest

from qdn import options
from qdn.account import Account
from qdn.deployment import Deployment
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.ministack import MiniStack


@pytest.fixture
def deployment(
    ministack: MiniStack, job_buckets: JobBuckets, distribution: Distribution, monkeypatch: pytest.MonkeyPatch
) -> Deployment:
    """An environment on this test's own buckets and distribution; commands find it under every name."""
    account = Account(boto3.Session("test", "test", region_name="us-east-1"), ministack.endpoint_url)
    made = Deployment(
        account, job_buckets.s3, job_buckets.settings, distribution.id, "https://qdn.example", "r1", "proof"
    )
    monkeypatch.setattr(Deployment, "of", lambda environment: made)
    return made


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is a terminal, so that commands ask for a confirmation."""
    monkeypatch.setattr(options, "is_interactive", lambda: True)
