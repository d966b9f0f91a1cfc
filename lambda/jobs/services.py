"""The services: reads services.json, the only place where kinds of job, their words and starting prices are defined."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from jobs.strict import Strict


class Words(Strict):
    """One text in every language that the customer's pages speak."""

    en: str
    es: str


class ServiceKind(Strict):
    """One kind of job. `from_cents` is the price that it starts at, in US cents; null where none can be named.

    A kind that jobs have had stays for ever: a record with a kind that is not here cannot be read.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
    label: Words
    description: Words
    from_cents: Annotated[int, Field(gt=0)] | None


class Services(Strict):
    """Every kind of job, in the order in which they are offered."""

    services: Annotated[list[ServiceKind], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_each_once(self) -> Self:
        if len(set(self.ids())) != len(self.services):
            raise ValueError("two services share an id")
        return self

    def ids(self) -> list[str]:
        """The kinds' ids in their order."""
        return [service.id for service in self.services]

    def label(self, kind: str) -> str:
        """What a kind is called in English. Raises KeyError when there is none of that id."""
        return {service.id: service.label.en for service in self.services}[kind]


def load_services(path: Path) -> Services:
    """The services in that file. Raises pydantic.ValidationError when it contradicts itself."""
    return Services.model_validate_json(path.read_bytes())


SERVICES = load_services(Path(__file__).with_name("services.json"))
