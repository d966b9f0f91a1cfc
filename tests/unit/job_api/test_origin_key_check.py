"""The API accepts a request that has an origin key in common with it, and no other."""

import pytest

from job_api.origin_key_check import NotThroughEdgeError, OriginKeyCheck

API = OriginKeyCheck("newer older")


@pytest.mark.parametrize("given", ["newer older", "older oldest", "newest newer", "newer newer", "older"])
def test_an_edge_of_this_release_and_of_its_neighbours_is_accepted(given: str) -> None:
    API.check({"x-origin-key": given})


@pytest.mark.parametrize("given", ["", " ", "newest", "newer,older", "new", "NEWER", "n\u00e9wer", "\ud800"])
def test_other_keys_are_refused(given: str) -> None:
    with pytest.raises(NotThroughEdgeError):
        API.check({"x-origin-key": given})


def test_a_request_without_a_key_is_refused() -> None:
    with pytest.raises(NotThroughEdgeError):
        API.check({})


def test_an_api_without_keys_refuses_every_request() -> None:
    with pytest.raises(NotThroughEdgeError):
        OriginKeyCheck("").check({"x-origin-key": ""})
