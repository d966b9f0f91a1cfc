"""The services: reads services.json, the only place where kinds of job and their starting prices are defined."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from jobs.strict import Strict


class ServiceKind(Strict):
    """One kind of job. `from_cents` is its starting price in US cents; null where there is none.

    Its name and description are in lambda/words. A kind that any job has is never removed: a record of a kind that is
    not defined cannot be read.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
    from_cents: Annotated[int, Field(gt=0)] | None


class Services(Strict):
    """Every kind of job, in the order in which they are offered."""

    services: Annotated[list[ServiceKind], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len(set(self.ids())) != len(self.services):
            raise ValueError("two services share an id")
        return self

    def ids(self) -> list[str]:
        """The ids in their order."""
        return [service.id for service in self.services]


def load_services(path: Path) -> Services:
    """Read and check the services. Raises pydantic.ValidationError."""
    return Services.model_validate_json(path.read_bytes())


SERVICES = load_services(Path(__file__).with_name("services.json"))
