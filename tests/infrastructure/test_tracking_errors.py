"""TrackingErrors: failed and missing tracking requests are counted in the edge's access log, by path."""

import json
import re

from constructs_lib.access_logs import FIELDS
from tests.testkit.infrastructure.log_filters import assert_counts, filter_patterns, filtered_logs
from tests.testkit.infrastructure.templates import Template


def _line(path: str, status: int) -> str:
    """A line as CloudFront writes it, where every value is a text."""
    return json.dumps(dict.fromkeys(FIELDS, "-") | {"cache-behavior-path-pattern": path, "sc-status": str(status)})


def test_each_metric_counts_its_lines_and_no_others(observability: Template) -> None:
    assert_counts(
        observability,
        {
            "TrackingFailed": (
                [_line("/track/*", 503), _line("/api/track/*", 502)],
                [_line("/track/*", 200), _line("/api/track/*", 404), _line("/api/*", 503)],
            ),
            "TrackingNotFound": (
                [_line("/api/track/*", 404)],
                [_line("/api/track/*", 200), _line("/track/*", 404), _line("/assets/*", 404)],
            ),
        },
    )


def test_the_counted_paths_are_behaviours_of_the_distribution(observability: Template, application: Template) -> None:
    distribution = application.the("AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviours = {behaviour["PathPattern"] for behaviour in distribution["CacheBehaviors"]}
    patterns = filter_patterns(observability)
    for name, paths in {"TrackingFailed": {"/track/*", "/api/track/*"}, "TrackingNotFound": {"/api/track/*"}}.items():
        assert set(re.findall(r'"(/[^"]+)"', patterns[name])) == paths <= behaviours


def test_the_log_is_the_edges(observability: Template, environment: str) -> None:
    assert filtered_logs(observability) == {f"/aws/vendedlogs/cloudfront/qdn-{environment}-edge"}
