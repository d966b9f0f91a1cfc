"""The status flow: reads status_flow.json, the only place where statuses are defined."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, PositiveInt, model_validator

from jobs.strict import Strict
from words.texts import TEXTS, fill


class Transition(Strict):
    """An allowed change of status. `cancel` needs a reason; `undo` reverts the last transition.

    `customer` marks the one transition that a customer may make, once, by confirming to be available.
    """

    to: str
    kind: Literal["forward", "undo", "cancel"]
    customer: bool = False


class Status(Strict):
    """One status: its label on the board, its look, and the statuses that may follow.

    Its texts for customers are in lambda/words. `empty_text` stands in the board's column when no job has the
    status. `poll_seconds` is the polling interval of the tracking page; null where it stops.
    """

    id: str
    label: str
    color: str
    icon: str
    empty_text: str
    column: bool
    ends: bool
    poll_seconds: PositiveInt | None
    transitions: list[Transition]


class UnknownStatus(Strict):
    """A status that is unknown to the tracking page, for example of a newer release: the page's polling interval."""

    poll_seconds: PositiveInt


class StatusFlow(Strict):
    """Every status in order, with the allowed transitions."""

    initial: str
    unknown: UnknownStatus
    statuses: list[Status]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        ids = self.ids()
        if len(set(ids)) != len(ids):
            raise ValueError("two statuses share an id")
        if self.initial not in ids:
            raise ValueError(f"the initial status {self.initial!r} is not defined")
        for status in self.statuses:
            targets = [transition.to for transition in status.transitions]
            unknown = sorted(set(targets) - set(ids))
            if unknown:
                raise ValueError(f"{status.id!r} leads to {unknown}, which are not defined")
            if len(set(targets)) != len(targets) or status.id in targets:
                raise ValueError(f"{status.id!r} leads to one status twice, or to itself")
        if sum(transition.customer for status in self.statuses for transition in status.transitions) != 1:
            raise ValueError("exactly one transition is the customer's")
        return self

    def ids(self) -> list[str]:
        """The status ids in the flow's order."""
        return [status.id for status in self.statuses]

    def status(self, status_id: str) -> Status:
        """The status with that id. Raises KeyError."""
        for status in self.statuses:
            if status.id == status_id:
                return status
        raise KeyError(status_id)

    def confirmation(self) -> tuple[str, str]:
        """The statuses before and after a customer's confirmation."""
        [before_and_after] = [(s.id, t.to) for s in self.statuses for t in s.transitions if t.customer]
        return before_and_after

    def transition(self, from_id: str, to_id: str) -> Transition | None:
        """The transition from `from_id` to `to_id`; None when the flow does not allow it."""
        for transition in self.status(from_id).transitions:
            if transition.to == to_id:
                return transition
        return None


def load_status_flow(path: Path) -> StatusFlow:
    """Read and check a flow. Raises pydantic.ValidationError when it is inconsistent."""
    return StatusFlow.model_validate_json(path.read_bytes())


FLOW = load_status_flow(Path(__file__).with_name("status_flow.json"))


def _defined(status_id: str) -> str:
    if status_id not in FLOW.ids():
        raise ValueError(fill(TEXTS.error("status", "enum"), statuses=", ".join(FLOW.ids())))
    return status_id


StatusId = Annotated[str, AfterValidator(_defined)]
