"""Settings: everything that may differ between environments. A wrong setting stops the synth with one sentence."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from constructs_lib.retention import LEGAL_MINIMUM_DAYS
from contract.names import RESOURCE_PREFIX

# CloudFront's certificates, functions, firewalls and metrics exist here alone, so everything else is here too.
ONLY_REGION = "us-east-1"

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_DOMAIN = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z]{2,63}")
# The longest that ACM takes for a certificate's first name (RequestCertificate, DomainName).
_LONGEST_DOMAIN = 64
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+[A-Za-z]{2,63}")
_HTTPS_HOST = r"https://(?:(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+[A-Za-z]{2,63}(?::[0-9]{1,5})?"
_HTTPS_URL = re.compile(_HTTPS_HOST + r"(?:/[^\s#]*)?", re.ASCII)
_WEB_PAGE = re.compile(_HTTPS_HOST + r"/[^\s#]+", re.ASCII)
# An alarm's description has room for 1,024 characters (PutMetricAlarm, AlarmDescription), its sentence among them.
_LONGEST_RUNBOOK_URL = 500
# The longest that SNS takes (Subscribe, Endpoint).
_LONGEST_ENDPOINT = 2048
_ZIP_PREFIX = re.compile(r"[0-9]{3,5}")
_HOSTED_ZONE_ID = re.compile(r"Z[A-Z0-9]{1,31}")


class InvalidSettingError(ValueError):
    """One sentence that names the setting, its value, and the expected form."""


@dataclass(frozen=True, kw_only=True)
class CompanySettings:
    """The company as customers see it, on every page.

    `phone` is E.164 (`+16195550142`); `time_zone` is an IANA name, the zone in which every window is shown.
    `service_area` lists the ZIP codes, or their first digits (`919`), where customers can book; empty: everywhere.
    Raises InvalidSettingError.
    """

    name: str
    phone: str
    time_zone: str
    service_area: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _E164.fullmatch(self.phone):
            raise InvalidSettingError(
                f"phone={self.phone!r} is not a number in E.164: write the country code and all digits, "
                "like +16195550142."
            )
        if self.time_zone not in available_timezones():
            raise InvalidSettingError(
                f"time_zone={self.time_zone!r} is not a known zone: give an IANA name, like America/Los_Angeles."
            )
        for beginning in self.service_area:
            if not _ZIP_PREFIX.fullmatch(beginning):
                raise InvalidSettingError(
                    f"service_area={self.service_area!r} has {beginning!r}, which no ZIP code begins with: "
                    "give three to five digits, like 921 or 92122."
                )


@dataclass(frozen=True, kw_only=True)
class DomainSettings:
    """The site's own address, `https://<name>`, and the public Route 53 zone that it is in.

    `www.<name>` is redirected to it. The zone is given by both values, since a look-up would call AWS during the synth.
    Raises InvalidSettingError.
    """

    name: str
    hosted_zone_id: str
    hosted_zone_name: str

    def __post_init__(self) -> None:
        _check_domain("domain.name", self.name, like="dispatch.quickdumpnow.com")
        _check_domain("domain.hosted_zone_name", self.hosted_zone_name, like="quickdumpnow.com")
        if self.name.startswith("www."):
            raise InvalidSettingError(
                f"domain.name={self.name!r} begins with www.: leave that out, it is redirected to the name without it."
            )
        if not f".{self.name}".endswith(f".{self.hosted_zone_name}"):
            raise InvalidSettingError(
                f"domain.name={self.name!r} is not in its zone: give the zone that it ends with "
                f"instead of domain.hosted_zone_name={self.hosted_zone_name!r}."
            )
        if not _HOSTED_ZONE_ID.fullmatch(self.hosted_zone_id):
            raise InvalidSettingError(
                f"domain.hosted_zone_id={self.hosted_zone_id!r} is not a zone's id: "
                "copy it from Route 53, like Z0123456789ABCDEFGHIJ."
            )


@dataclass(frozen=True, kw_only=True)
class LocalEndpoints:
    """The addresses of a laptop's emulator and edge server. AWS would generate both.

    Both are `http://<host>:<port>`. Raises InvalidSettingError.
    """

    aws_endpoint_url: str
    site_url: str

    def __post_init__(self) -> None:
        for setting, url in (("aws_endpoint_url", self.aws_endpoint_url), ("site_url", self.site_url)):
            if not _is_http_origin(url):
                raise InvalidSettingError(
                    f"{setting}={url!r} is not an address on this machine: give it as http://127.0.0.1:8080."
                )


@dataclass(frozen=True, kw_only=True)
class EnvironmentSettings:
    """One environment. Raises InvalidSettingError.

    - `record_retention_days`: how long a replaced version of a job record is kept, and with it the audit trail.
    - `board_ended_days`: how long a job that ended stays on the board, at least 1.
    - `alarm_email`: the mailbox that is notified of every alarm.
    - `page_endpoint`: an e-mail address, or the https URL of an on-call service, that is notified of pages alone, in
      addition to the mailbox. None: the mailbox alone is notified.
    - `runbook_url`: the web address of docs/runbook.md, to which every alarm links.
    - `monthly_budget_usd`: cost of the whole account a month, above which the mailbox is notified. None where another
      environment of the same account has the budget.
    - `domain`: the site's own address. None: the distribution's name.
    - `firewall`: AWS WAF in front of everything, for $7 a month (web ACL $5, two rules at $1) and $0.60 a million
      requests (AWS WAF pricing).
    - `local`: the addresses of a laptop. None: the environment is on AWS.
    """

    environment: str
    company: CompanySettings
    record_retention_days: int
    alarm_email: str
    runbook_url: str
    monthly_budget_usd: int | None
    page_endpoint: str | None = None
    board_ended_days: int = 7
    region: str = ONLY_REGION
    domain: DomainSettings | None = None
    firewall: bool = False
    local: LocalEndpoints | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch("[a-z]+", self.environment):
            raise InvalidSettingError(
                f"environment={self.environment!r} is not a name for an environment: "
                "use lower-case letters alone, since resources are named by it."
            )
        if self.region != ONLY_REGION:
            raise InvalidSettingError(
                f"region={self.region!r} of {self.environment} cannot work: leave it at {ONLY_REGION}, "
                "where CloudFront's certificates, functions and metrics live."
            )
        if self.record_retention_days < LEGAL_MINIMUM_DAYS:
            raise InvalidSettingError(
                f"record_retention_days={self.record_retention_days} of {self.environment} is under the legal minimum: "
                f"keep records for at least {LEGAL_MINIMUM_DAYS} days."
            )
        if self.board_ended_days < 1:
            raise InvalidSettingError(
                f"board_ended_days={self.board_ended_days} of {self.environment} is too short: "
                "give the days that a job which ended stays on the board, at least 1."
            )
        if not _EMAIL.fullmatch(self.alarm_email):
            raise InvalidSettingError(
                f"alarm_email={self.alarm_email!r} of {self.environment} is not an e-mail address: "
                "give the one mailbox that somebody reads, like alarms@quickdumpnow.com."
            )
        if self.page_endpoint is not None and not _is_page_endpoint(self.page_endpoint):
            raise InvalidSettingError(
                f"page_endpoint={self.page_endpoint!r} of {self.environment} is not an address that can be notified: "
                "give an e-mail address, or the https URL of an on-call service, or None."
            )
        if self.page_endpoint == self.alarm_email:
            raise InvalidSettingError(
                f"page_endpoint={self.page_endpoint!r} of {self.environment} is the alarm_email, which is notified of "
                "pages anyway: give the address that wakes somebody, or None."
            )
        if not _is_web_page(self.runbook_url):
            raise InvalidSettingError(
                f"runbook_url={self.runbook_url!r} of {self.environment} is not a page that a mail can link to: "
                "give the https address, without a #, where people read docs/runbook.md in a browser."
            )
        if self.monthly_budget_usd is not None and self.monthly_budget_usd < 1:
            raise InvalidSettingError(
                f"monthly_budget_usd={self.monthly_budget_usd} of {self.environment} is no amount: "
                "give what a month of the whole account may cost in whole US dollars, at least 1, or None."
            )
        if self.domain and self.local:
            raise InvalidSettingError(
                f"domain={self.domain.name!r} of {self.environment} leads to AWS: leave it out where local is set."
            )

    @property
    def prefix(self) -> str:
        """The start of every name that this environment gives to a resource."""
        return f"{RESOURCE_PREFIX}{self.environment}"


def _check_domain(setting: str, name: str, *, like: str) -> None:
    if len(name) > _LONGEST_DOMAIN or not _DOMAIN.fullmatch(name):
        raise InvalidSettingError(
            f"{setting}={name!r} is not a domain: give lower-case labels joined by dots, at most {_LONGEST_DOMAIN} "
            f"characters, without a scheme or a path, like {like}."
        )


def _is_page_endpoint(endpoint: str) -> bool:
    return _EMAIL.fullmatch(endpoint) is not None or (
        _HTTPS_URL.fullmatch(endpoint) is not None and len(endpoint) <= _LONGEST_ENDPOINT
    )


def _is_web_page(url: str) -> bool:
    return _WEB_PAGE.fullmatch(url) is not None and len(url) <= _LONGEST_RUNBOOK_URL


def _is_http_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return bool(parts.hostname and port) and parts == SplitResult("http", parts.netloc, "", "", "")
