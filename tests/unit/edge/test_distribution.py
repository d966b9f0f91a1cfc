"""Path patterns: the first that matches decides, as in CloudFront."""

from __future__ import annotations

import pytest

from local.edge.distribution import Behaviour, Distribution


def behaviour(pattern: str) -> Behaviour:
    return Behaviour(pattern, frozenset({"GET", "HEAD"}), False, None, None, None)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/track/*", "/track/fcdc1c82cb284dbe", True),
        ("/track/*", "/track/", True),
        ("/track/*", "/track", False),
        ("/track/*", "/tracker", False),
        ("/track/*", "/Track/x", False),
        ("/track/*", "/x/track/y", False),
        ("track/*", "/track/x", True),
        ("*.html", "/a/b.html", True),
        ("/a?c", "/abc", True),
        ("/a?c", "/ac", False),
        ("/a.c", "/abc", False),
        ("*", "/anything", True),
    ],
)
def test_a_path_pattern(pattern: str, path: str, matches: bool) -> None:
    assert behaviour(pattern).matches(path) is matches


def test_the_first_match_wins_and_the_default_one_is_last() -> None:
    distribution = Distribution(
        "E1", "d1.cloudfront.net", "index.html", tuple(map(behaviour, ("/api/track/*", "/api/*", "*"))), {}
    )

    assert distribution.behaviour_for("/api/track/x").pattern == "/api/track/*"
    assert distribution.behaviour_for("/api/jobs").pattern == "/api/*"
    assert distribution.behaviour_for("/").pattern == "*"
    assert (distribution.first_uri("/"), distribution.first_uri("/a/")) == ("/index.html", "/a/")
