"""The rules bite: one planted violation, and the synth is refused by the name of what is wrong."""

from pathlib import Path

import pytest
from aws_cdk import Stack
from aws_cdk import aws_s3 as s3

import app
from constructs_lib.gate import Refused, synthesize


def test_a_public_unencrypted_bucket_refuses_the_synth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_CONTEXT_JSON", '{"environment": "staging"}')
    planted = app.build(str(tmp_path))
    data = planted.node.find_child("staging").node.find_child("Data")
    assert isinstance(data, Stack)
    s3.Bucket(data, "Planted")

    with pytest.raises(Refused) as refusal:
        synthesize(planted)

    findings = str(refusal.value).splitlines()[1:]
    assert {finding.split()[0] for finding in findings} == {"AwsSolutions-S1", "AwsSolutions-S10"}
    assert all("staging/Data/Planted" in finding for finding in findings)
