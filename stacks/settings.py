"""What may differ between environments; everything else is the same template."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who the customer deals with: shown on every page.

    `phone` is E.164 (`+16195550142`); `time_zone` is an IANA name and the zone that every window is shown in.
    """

    name: str
    phone: str
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class LocalEndpoints:
    """Where the laptop's AWS and its edge listen: addresses that AWS would generate and a laptop has to be told."""

    aws_endpoint_url: str
    site_url: str

    @property
    def aws_host(self) -> str:
        return urlsplit(self.aws_endpoint_url).hostname or ""

    @property
    def aws_port(self) -> int:
        return urlsplit(self.aws_endpoint_url).port or 80


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One environment.

    `audit_days` is how long a replaced version of a job record is kept (days). `local` is set for a laptop alone.
    """

    environment: str
    company: Company
    audit_days: int
    local: LocalEndpoints | None = None

    def __post_init__(self) -> None:
        if not self.environment.isalpha() or not self.environment.islower():
            raise ValueError(
                f"environment={self.environment!r}: its name is lower-case letters, since resources are named by it"
            )

    @property
    def prefix(self) -> str:
        """The start of every name that this environment gives to a resource."""
        return f"qdn-{self.environment}"
