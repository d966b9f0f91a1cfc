"""The status flow: the transitions of status_flow.json, and that an inconsistent flow is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from jobs import status_flow
from jobs.status_flow import FLOW, load_status_flow

FILE = Path(status_flow.__file__).with_name("status_flow.json")


def test_transitions_are_forward_undo_and_cancel() -> None:
    kinds = {
        (status.id, transition.to): transition.kind for status in FLOW.statuses for transition in status.transitions
    }
    assert kinds == {
        ("pending_pickup", "ready_for_pickup"): "forward",
        ("ready_for_pickup", "in_progress"): "forward",
        ("in_progress", "completed"): "forward",
        ("ready_for_pickup", "pending_pickup"): "undo",
        ("in_progress", "ready_for_pickup"): "undo",
        ("completed", "in_progress"): "undo",
        ("pending_pickup", "cancelled"): "cancel",
        ("ready_for_pickup", "cancelled"): "cancel",
        ("in_progress", "cancelled"): "cancel",
    }
    assert FLOW.initial == "pending_pickup"


def test_a_customer_confirms_a_pending_job() -> None:
    assert FLOW.confirmation() == ("pending_pickup", "ready_for_pickup")


def test_a_transition_that_is_not_in_the_flow_is_none() -> None:
    assert FLOW.transition("pending_pickup", "completed") is None
    assert FLOW.transition("cancelled", "pending_pickup") is None


def test_a_status_that_is_not_defined_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        FLOW.status("lost")


def unknown_target(flow: dict[str, Any]) -> None:
    flow["statuses"][0]["transitions"][0]["to"] = "lost"


def unknown_initial(flow: dict[str, Any]) -> None:
    flow["initial"] = "lost"


def nothing_to_confirm(flow: dict[str, Any]) -> None:
    del flow["statuses"][0]["transitions"][0]["customer"]


def two_to_confirm(flow: dict[str, Any]) -> None:
    flow["statuses"][1]["transitions"][0]["customer"] = True


def same_id_twice(flow: dict[str, Any]) -> None:
    flow["statuses"][4]["id"] = "completed"


def same_target_twice(flow: dict[str, Any]) -> None:
    flow["statuses"][0]["transitions"][1]["to"] = "ready_for_pickup"


def leads_to_itself(flow: dict[str, Any]) -> None:
    flow["statuses"][0]["transitions"][0]["to"] = "pending_pickup"


def unknown_kind(flow: dict[str, Any]) -> None:
    flow["statuses"][0]["transitions"][0]["kind"] = "jump"


def unknown_field(flow: dict[str, Any]) -> None:
    flow["statuses"][0]["colour"] = "red"


@pytest.mark.parametrize(
    "spoil",
    [
        unknown_target,
        unknown_initial,
        same_id_twice,
        same_target_twice,
        leads_to_itself,
        unknown_kind,
        unknown_field,
        nothing_to_confirm,
        two_to_confirm,
    ],
)
def test_an_inconsistent_flow_is_refused(spoil: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    flow = json.loads(FILE.read_text())
    spoil(flow)
    path = tmp_path / "status_flow.json"
    path.write_text(json.dumps(flow))
    with pytest.raises(ValidationError):
        load_status_flow(path)
