"""The status flow: reads status_flow.json, the only place where statuses are defined."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, PositiveInt, model_validator

from jobs.strict import Strict


class Transition(Strict):
    """An allowed change of status. `cancel` needs a reason; `undo` takes the last step back.

    The one that `customer` marks is what a customer may do, once, by confirming to be available.
    """

    to: str
    kind: Literal["forward", "undo", "cancel"]
    customer: bool = False


class Words(Strict):
    """What a customer reads: what the status is, and what happens next. A job may have no window yet.

    `next_after_window` is for the page alone, which has a clock: the window has passed and the job has not begun.
    """

    label: str
    next: str
    next_without_window: str | None = None
    next_after_window: str | None = None

    def next_step(self, has_window: bool) -> str:
        """What happens next with a job that has a window, or none."""
        return self.next if has_window else self.next_without_window or self.next


class CustomerWords(Strict):
    """The words in every language that the customer's pages speak."""

    en: Words
    es: Words

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if self.en.model_fields_set != self.es.model_fields_set:
            raise ValueError("the languages do not say the same things")
        return self


class Status(Strict):
    """One status: its words for the dispatcher and for the customer, its look, and where it may go.

    `empty_text` stands where no job has it. `poll_seconds`: how often the customer's page asks for news; null where
    it stops asking.
    """

    id: str
    label: str
    customer: CustomerWords
    color: str
    icon: str
    empty_text: str
    column: bool
    ends: bool
    poll_seconds: PositiveInt | None
    transitions: list[Transition]


class UnknownStatus(Strict):
    """What a customer reads when a page meets a status that it does not know, and how often the page asks again."""

    customer: CustomerWords
    poll_seconds: PositiveInt


class StatusFlow(Strict):
    """Every status in order, with what is allowed between them."""

    initial: str
    unknown: UnknownStatus
    statuses: list[Status]

    @model_validator(mode="after")
    def _refers_to_itself_only(self) -> Self:
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
        """The status of that id. Raises KeyError when the flow has none."""
        for status in self.statuses:
            if status.id == status_id:
                return status
        raise KeyError(status_id)

    def confirmation(self) -> tuple[str, str]:
        """From which status to which a customer's confirmation leads."""
        [steps] = [(s.id, t.to) for s in self.statuses for t in s.transitions if t.customer]
        return steps

    def transition(self, from_id: str, to_id: str) -> Transition | None:
        """How `from_id` may become `to_id`; None when the flow does not allow it."""
        for transition in self.status(from_id).transitions:
            if transition.to == to_id:
                return transition
        return None


def load_status_flow(path: Path) -> StatusFlow:
    """The flow in that file. Raises pydantic.ValidationError when it contradicts itself."""
    return StatusFlow.model_validate_json(path.read_bytes())


FLOW = load_status_flow(Path(__file__).with_name("status_flow.json"))


def _known(status_id: str) -> str:
    if status_id not in FLOW.ids():
        raise ValueError(f"Use one of {', '.join(FLOW.ids())}.")
    return status_id


StatusId = Annotated[str, AfterValidator(_known)]
