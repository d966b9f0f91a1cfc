"""`qdn report`: hit ratio, volume, bytes, origin load, errors, latency and cost of the edge, by path and day.

One query (edge_report.sql): DuckDB runs it over the laptop's logs, Athena over those of an environment on AWS.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError
from rich.table import Table

from contract.names import RESOURCE_PREFIX
from edge_cache.log_fields import REQUESTS
from qdn.account import Account
from qdn.exits import InvalidInputError, UnfinishedError
from qdn.options import EnvironmentOption, JsonOption
from qdn.prices import PRICES
from qdn.printing import out, plain_table, print_json
from tooling import paths
from tooling.environments import Environment
from tooling.plot import Shares, hit_ratios

QUERY = Path(__file__).with_name("edge_report.sql").read_text()
# The fields that the query reads, and the partitions by which it selects the days.
_COLUMNS = (
    "date",
    "cache-behavior-path-pattern",
    "x-edge-result-type",
    "sc-status",
    "sc-bytes",
    "time-taken",
    "origin-lbl",
)
_PARTITIONS = ("year", "month", "day", "hour")
ATHENA_DEADLINE_S, ATHENA_POLL_S = 120.0, 0.5


class NoLogsError(UnfinishedError):
    """There are no logs, or Athena failed. The message has the reason and what to do."""


@dataclass(frozen=True)
class Day:
    """One path on one day (UTC). `hit_ratio` is None without a cacheable request."""

    day: str
    path: str
    requests: int
    hits: int
    refreshes: int
    misses: int
    hit_ratio: float | None
    bytes: int
    origin_requests: int
    client_errors: int
    server_errors: int
    p50_seconds: float
    p95_seconds: float
    cost_usd: float


def report(
    environment: EnvironmentOption = Environment.LOCAL,
    days: Annotated[int, typer.Option("--days", min=1, help="How many days back, today included")] = 7,
    as_json: JsonOption = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw the hit ratios into this .svg file")] = None,
) -> None:
    """Print for each path and day the requests, the hit ratio, the response times and the cost."""
    if plot is not None and plot.suffix != ".svg":
        raise InvalidInputError(f"--plot {plot}: only .svg files are drawn; name one.")
    first = datetime.now(UTC) - timedelta(days=days - 1)
    rows = read_folder(paths.EDGE_LOGS, first) if environment is Environment.LOCAL else _on_aws(environment, first)
    if as_json:
        print_json([asdict(row) for row in rows])
    else:
        for day, of_day in groupby(rows, key=lambda row: row.day):
            out.print(_table(day, list(of_day)))
    if plot is not None:
        plot.write_text(_plot(environment, rows))


def read_folder(folder: Path, first_day: datetime) -> list[Day]:
    """The report of a folder of the laptop's logs. Raises NoLogsError."""
    import duckdb  # not needed on AWS, and slow to import # noqa: PLC0415

    if not any((folder / REQUESTS).glob("*/*/*/*/*.gz")):
        raise NoLogsError("The laptop's edge has logged nothing yet: make up, open a page, and wait two seconds.")
    with duckdb.connect() as database:
        database.execute(
            f"CREATE VIEW edge_logs AS SELECT * FROM read_json({_quoted(folder / REQUESTS / '**/*.gz')}, "
            f"format = 'newline_delimited', columns = {_struct(_COLUMNS, 'VARCHAR')}, "
            f"hive_partitioning = true, hive_types = {_struct(_PARTITIONS, 'INTEGER')})"
        )
        return [Day(*row) for row in database.execute(QUERY, _parameters(first_day)).fetchall()]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _struct(names: Sequence[str], kind: str) -> str:
    return "{" + ", ".join(f"'{name}': '{kind}'" for name in names) + "}"


def _parameters(first_day: datetime) -> list[str]:
    return [*PRICES.parameters(), first_day.strftime("%Y%m%d")]


def _on_aws(environment: str, first_day: datetime) -> list[Day]:
    return query_athena(Account.of(environment).client("athena"), environment, first_day)


def query_athena(athena: Any, environment: str, first_day: datetime) -> list[Day]:
    """The same query, by Athena in the environment's workgroup. Raises NoLogsError, and botocore's errors."""
    name = f"{RESOURCE_PREFIX}{environment}"
    try:
        started = athena.start_query_execution(
            QueryString=QUERY,
            QueryExecutionContext={"Database": name.replace("-", "_")},
            WorkGroup=name,
            ExecutionParameters=_parameters(first_day),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidRequestException":
            raise NoLogsError(_no_table(environment, str(error))) from error
        raise
    query = started["QueryExecutionId"]
    deadline = time.monotonic() + ATHENA_DEADLINE_S
    while (status := athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"])["State"] in (
        "QUEUED",
        "RUNNING",
    ):
        if time.monotonic() > deadline:
            athena.stop_query_execution(QueryExecutionId=query)
            raise NoLogsError(f"Athena did not answer within {ATHENA_DEADLINE_S:.0f} s; ask for fewer --days.")
        time.sleep(ATHENA_POLL_S)
    if status["State"] != "SUCCEEDED":
        raise NoLogsError(_no_table(environment, status.get("StateChangeReason", status["State"])))
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=query)
    rows = [row["Data"] for page in pages for row in page["ResultSet"]["Rows"]]
    return [_day([cell.get("VarCharValue") for cell in row]) for row in rows[1:]]  # the first row names the columns


def _no_table(environment: str, why: str) -> str:
    return f"{environment} has no table of its edge's logs to ask (deployed with its Observability stack): {why}"


def _day(cells: Sequence[str | None]) -> Day:
    """Parse a row of Athena's result: texts, and None for NULL."""
    day, path, *numbers = cells
    values = [None if cell is None else float(cell) for cell in numbers]
    fractions = {4, 9, 10, 11}  # hit ratio, the two latencies and the cost
    return Day(
        str(day),
        str(path),
        *(value if index in fractions or value is None else int(value) for index, value in enumerate(values)),  # type: ignore[arg-type]
    )


def _table(day: str, rows: Sequence[Day]) -> Table:
    numbers = ("requests", "hits", "KiB", "origin", "4xx", "5xx", "p50", "p95", "cost")
    table = plain_table("path", numbers=numbers, title=f"{day} (UTC), latencies in ms")
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(
            row.path,
            f"{row.requests:,}",
            "" if row.hit_ratio is None else f"{row.hit_ratio:.1%}",
            f"{row.bytes / 1024:,.0f}",
            f"{row.origin_requests:,}",
            f"{row.client_errors:,}",
            f"{row.server_errors:,}",
            f"{row.p50_seconds * 1000:,.0f}",
            f"{row.p95_seconds * 1000:,.0f}",
            dollars(row.cost_usd),
        )
    return table


def dollars(amount: float) -> str:
    """An amount with two significant digits: `$1,204`, `$3.10`, `$0.026`; at least a hundredth of a cent."""
    if amount >= 100:
        return f"${amount:,.0f}"
    if 0 < amount < 0.0001:
        return "<$0.0001"
    digits = 2 if amount >= 0.1 or amount <= 0 else 1 - math.floor(math.log10(amount))
    return f"${amount:.{digits}f}"


def _plot(environment: str, rows: Sequence[Day]) -> str:
    days = sorted({row.day for row in rows})
    shares = {(row.path, row.day): row.hit_ratio for row in rows}
    lines = [Shares(path, [shares.get((path, day)) for day in days]) for path in sorted({row.path for row in rows})]
    return hit_ratios(f"Hit ratio by path ({environment})", days, lines)
