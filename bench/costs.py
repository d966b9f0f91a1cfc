"""`make costs`: writes docs/costs.md, the monthly costs on AWS at 40 and at 4,000 jobs a day, item by item.

Quantities are computed from the assumptions on the page; resources with a fixed price are counted in the committed
CloudFormation. List prices of us-east-1 without free tiers, November 2026, from each service's pricing page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contract.names import VIEW_TTL_S
from jobs.telemetry import Metric
from qdn.prices import FREE_INVALIDATION_PATHS, INVALIDATION_PATH, PRICES
from tooling.paths import REPOSITORY

PAGE = REPOSITORY / "docs" / "costs.md"
TEMPLATES = REPOSITORY / "tests" / "infrastructure" / "snapshots" / "production"
DAYS = 30
GIB = 1 << 30

# Usage. A visit to the tracking page lasts three minutes and polls every five seconds (decision 0007).
CHANGES, VISITS, VISIT_POLLS, PAGE_REQUESTS, PAGE_BYTES, POLL_BYTES = 5, 8, 36, 5, 23_000, 900
BOARD_HOURS, BOARD_POLLS_AN_HOUR = 10, 360
CARD_BYTES = 150  # in the board's compressed response
# Functions: 1,024 MB for 40 ms, 512 MB for 300 ms. Queue: the requests of Lambda's pollers while it is empty.
API_GIB_S, PUBLISHER_GIB_S, QUEUE_POLLS = 0.040, 0.150, 650_000
API_LOG_BYTES, EDGE_LOG_BYTES = 1_000, 500
# From docs/benchmarks.md, each counted as a PUT; the publisher sends as many again.
REQUESTS_OF_A_CHANGE = 10
INVALIDATIONS_OF_CANARIES, AUDITS, REQUESTS_OF_AN_AUDIT = 1_440, 24 * DAYS, 2  # decision 0021

S3_PUT, S3_GIB, EVENT, SQS, LOG_GIB = 0.005 / 1_000, 0.023, 1.00 / 1_000_000, 0.40 / 1_000_000, 0.50
ALARM, METRIC = 0.10, 0.30  # a metric that an alarm reads, a custom metric
EDGE_METRICS = 8
PRICED = {
    "AWS::CloudWatch::Dashboard": ("Dashboard", 3.00),
    "AWS::KMS::Key": ("KMS key", 1.00),
    "AWS::SecretsManager::Secret": ("Secret", 0.40),
}
"""Resource types with a fixed price: name of the item, and dollars a month for each resource."""
CANARY_RUNS, CANARY_GIB_S, AUDIT_GIB_S = 12 * 24 * DAYS, 0.5, 30.0
RECORD_BYTES = 2_000


@dataclass(frozen=True)
class Workload:
    """A company's workload: new jobs a day, dispatchers with an open board, jobs on the board at a time."""

    jobs: int
    dispatchers: int
    cards: int

    @property
    def changes(self) -> int:
        """Changes of existing jobs per month."""
        return self.jobs * CHANGES * DAYS

    @property
    def visits(self) -> int:
        """Visits of tracking pages per month."""
        return self.jobs * VISITS * DAYS

    @property
    def board_polls(self) -> int:
        """Polls of all boards per month."""
        return self.dispatchers * BOARD_HOURS * BOARD_POLLS_AN_HOUR * DAYS

    @property
    def board_bytes(self) -> int:
        """Bytes of all responses with a changed board per month."""
        changes_a_poll = self.jobs * (CHANGES + 1) / BOARD_HOURS / BOARD_POLLS_AN_HOUR
        return int(self.board_polls * min(1.0, changes_a_poll) * self.cards * CARD_BYTES)


IDLE, SMALL, LARGE = Workload(0, 0, 0), Workload(40, 3, 120), Workload(4_000, 60, 6_000)


@dataclass(frozen=True)
class Item:
    """One line of the bill, in dollars a month. `counts`: the quantity that it is charged for."""

    name: str
    counts: str
    usd: float


def bill(workload: Workload) -> list[Item]:
    """Every item of a workload, in one order for all."""
    return [*_of_use(workload), *_standing()]


def _of_use(workload: Workload) -> Iterator[Item]:
    created = workload.jobs * DAYS
    written = created + workload.changes
    api_requests = written + workload.board_polls
    edge_requests = workload.visits * (PAGE_REQUESTS + VISIT_POLLS) + api_requests
    edge_bytes = workload.visits * (PAGE_BYTES + VISIT_POLLS * POLL_BYTES) + workload.board_bytes
    views_from_s3 = workload.changes + workload.visits
    paths = max(0, workload.changes + INVALIDATIONS_OF_CANARIES - FREE_INVALIDATION_PATHS)
    yield Item("Invalidations", "a path for each change of a job, and the canary's", paths * INVALIDATION_PATH)
    yield Item("CloudFront, requests", "pages, views, the API", edge_requests * PRICES.edge_request)
    yield Item("CloudFront, out", "pages, views, boards", edge_bytes / GIB * PRICES.edge_gib)
    yield Item("CloudFront, function", "each visit", workload.visits * PRICES.edge_function)
    yield Item("HTTP API", "boards' polls, changes", api_requests * PRICES.api_request)
    yield Item(
        "Lambda",
        "the API and the publisher",
        (api_requests + written) * PRICES.lambda_request
        + (api_requests * API_GIB_S + written * PUBLISHER_GIB_S) * PRICES.lambda_gib_second,
    )
    yield Item(
        "S3, requests",
        "records, board, views",
        written * REQUESTS_OF_A_CHANGE * S3_PUT + (workload.board_polls + views_from_s3) * PRICES.s3_get,
    )
    audited = workload.jobs * 365 * AUDITS * REQUESTS_OF_AN_AUDIT
    yield Item("S3, hourly audit", "a year's records and views, every hour", audited * PRICES.s3_get)
    yield Item("S3, storage", "a year's records, every version", written * 12 * RECORD_BYTES / GIB * S3_GIB)
    yield Item(
        "EventBridge and SQS", "the events of changed records", written * 2 * EVENT + (QUEUE_POLLS + written * 3) * SQS
    )
    logged = api_requests * API_LOG_BYTES * 2 + edge_requests * EDGE_LOG_BYTES * 2
    yield Item("Logs", "API, publisher, edge", logged / GIB * LOG_GIB)


def _standing() -> Iterator[Item]:
    """The costs that do not depend on the workload, from production's templates."""
    checks = CANARY_RUNS * CANARY_GIB_S + AUDITS * AUDIT_GIB_S
    yield Item("Lambda, checks", "canary and audit", checks * PRICES.lambda_gib_second)
    text = "".join(file.read_text() for file in sorted(TEMPLATES.glob("*.yaml")))
    filters = _count(text, "AWS::Logs::MetricFilter")
    alarmed = len(re.findall(r"^ +(?:- )?MetricName: ", text, re.M)) - filters
    yield Item(
        "Alarms", f"{alarmed} metrics that {_count(text, 'AWS::CloudWatch::Alarm')} alarms read", alarmed * ALARM
    )
    ours = sum(len(metric.value.by) for metric in Metric) + filters
    yield Item("Metrics of our own", f"{ours}, as if each were emitted all month", ours * METRIC)
    edge = _count(text, "AWS::CloudFront::MonitoringSubscription") * EDGE_METRICS
    yield Item("CloudFront's additional metrics", f"{edge}", edge * METRIC)
    for resource, (name, price) in PRICED.items():
        yield Item(name, "", _count(text, resource) * price)


def _count(text: str, resource: str) -> int:
    return len(re.findall(rf"^    Type: {resource}$", text, re.M))


def total(workload: Workload) -> float:
    """Dollars a month."""
    return sum(item.usd for item in bill(workload))


def page() -> str:
    """docs/costs.md."""
    rows = sorted(zip(bill(IDLE), bill(SMALL), bill(LARGE), strict=True), key=lambda row: -row[-1].usd)
    lines = [
        "# Costs per month",
        "",
        "Written by `make costs`, which has every assumption and price as a named number (`bench/costs.py`). List "
        "prices of us-east-1 in November 2026, for one environment, without free tiers (CloudFront's alone are "
        "10 million requests and 1 TB) except the first 1,000 invalidations. It is a calculation: nothing was taken "
        "from a bill.",
        "",
        f"| item | counted | without use | {SMALL.jobs:,} jobs a day | {LARGE.jobs:,} jobs a day |",
        "|:--|:--|--:|--:|--:|",
        *(_line(row[0].name, row[-1].counts, [item.usd for item in row]) for row in rows),
        _line("**all**", "", [total(workload) for workload in (IDLE, SMALL, LARGE)]),
        "",
        f"Assumed: {SMALL.dispatchers} and {LARGE.dispatchers} dispatchers with the board open for {BOARD_HOURS} "
        f"hours, {SMALL.cards:,} and {LARGE.cards:,} jobs on it; {CHANGES} changes of a job; {VISITS} visits of its "
        "tracking page, three minutes each. AWS WAF, if it is on, adds $7 and $0.60 per million requests. The canary "
        "and the audit also run in an environment without use. The 1,000 free invalidations a month are for the "
        "account, not for each environment.",
        "",
        "**How to reduce them.** Most of the growth is invalidations. With them a change is visible within seconds, "
        f"although a view may be cached for {VIEW_TTL_S // 60} minutes. With many changes a shorter TTL without "
        "invalidations is cheaper: `qdn ttl-advisor` computes from your own logs how many requests to S3 another TTL "
        "for `/api/track/*` would cost, and how stale a response could have been. At 4,000 jobs a day the hourly audit "
        "does not finish any more ([0021](decisions/0021-a-canary-and-an-auditor-monitor-the-system.md)), and a "
        "single board is too large (a change reads and writes all of it: [benchmarks](benchmarks.md)): at that size "
        "change the design, not only a setting.",
    ]
    return "\n".join(lines) + "\n"


def _line(name: str, counts: str, dollars: list[float]) -> str:
    return f"| {name} | {counts} | {' | '.join(f'${usd:,.2f}' for usd in dollars)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
