"""The keys of a release: neighbours always have one in common, forwards and backwards."""

import re
from itertools import product
from typing import Any

from origin_key.keys import keys_for

MASTER = "correct horse battery staple"


def keys(release: str, before: str | None = None, master: str = MASTER) -> set[str]:
    event: dict[str, Any] = {"ResourceProperties": {"Release": release}}
    if before is not None:
        event["OldResourceProperties"] = {"Release": before}
    return set(keys_for(event, master).split())


def test_a_key_is_a_hash_in_hexadecimal() -> None:
    [key] = keys("first")
    assert re.fullmatch("[0-9a-f]{64}", key)


def test_the_first_release_has_one_key_and_each_later_one_has_its_predecessors_too() -> None:
    [first] = keys("first")
    second = keys("second", "first")
    assert first in second
    assert len(second) == 2


def test_another_master_gives_other_keys() -> None:
    assert not keys("first") & keys("first", master="another")


def test_releases_that_are_not_neighbours_have_no_key_in_common() -> None:
    assert not keys("first") & keys("third", "second")


def test_edge_and_api_have_a_key_in_common_at_every_point_of_a_deploy_and_a_rollback() -> None:
    deployed, deploying = keys("second", "first"), keys("third", "second")
    rolled_back = keys("second", "third")  # CloudFormation names the releases the other way round
    for edge, api in product((deployed, deploying, rolled_back), repeat=2):
        assert edge & api
    after_a_rollback = keys("fourth", "second")
    for edge, api in product((rolled_back, after_a_rollback), repeat=2):
        assert edge & api
