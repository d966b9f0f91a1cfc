"""Retries: every number of attempts, time-out and pause of the functions, and the back-off between attempts.

| what                                     | attempts                      | time-outs and pauses                   |
|------------------------------------------|-------------------------------|----------------------------------------|
| a request to S3                          | `S3_CLIENT`                   | botocore's standard mode waits between |
| a request to Secrets Manager             | `SECRETS_CLIENT`              | the same                               |
| a request to CloudFormation              | `CLOUDFORMATION_CLIENT`       | the same                               |
| an invalidation                          | `CLOUDFRONT_CLIENT`: one      | the queue delivers the message again   |
| compare-and-swap of a record             | `RECORD_SWAP`                 | `full_jitter` after a conflict         |
| compare-and-swap of an idempotency entry | `IDEMPOTENCY_SWAP`            | the same                               |
| compare-and-swap of a view               | `VIEW_SWAP`                   | the same                               |
| compare-and-swap of a checkpoint         | `CHECKPOINT_SWAP`             | the same                               |
| compare-and-swap of the board, by        | `board_swap(attempts)`        | `full_jitter` after each attempt       |
| - the publisher                          | `PUBLISHER_BOARD_ATTEMPTS`    |                                        |
| - a restore                              | `RESTORE_BOARD_ATTEMPTS`      |                                        |
| - a create                               | the rest of `CREATE_REQUESTS` |                                        |
| - a change                               | the rest of `CHANGE_REQUESTS` |                                        |
| repair of a view or the board (rebuild)  | `REBUILD_SWAP`                | `full_jitter` after each attempt       |
| a read of a scan                         | `SCAN_READ_ATTEMPTS`          | `full_jitter` after each attempt       |
| a free token for a new job               | `TOKEN_ATTEMPTS`              | none                                   |
| a step of the smoke test or the canary   | until `STEP_DEADLINE_S`       | `STEP_PAUSE_S`, `PUBLIC_POST_PAUSE_S`  |
| - one request of it to the site          | one                           | `SITE_CONNECT_TIMEOUT_S`,              |
|                                          |                               | `SITE_READ_TIMEOUT_S`                  |
| the whole smoke test                     |                               | `SMOKE_TEST_DEADLINE_S`                |
| a request of a client after a 503        |                               | `RETRY_AFTER_S`                        |
| a response to CloudFormation             | `DELIVERY_ATTEMPTS`           | `DELIVERY_TIMEOUT_S`,                  |
|                                          |                               | `DELIVERY_PAUSE_S`                     |

jobs/compare_and_swap.py describes the handling of each of S3's responses. A failed message of the publisher's
queue is delivered again by SQS, then goes to the dead-letter queue (constructs_lib/publisher.py). Operators' clients
have limits of their own (qdn/account.py), and so do the pages (site/src/shared/timings.ts).

Calculated from these numbers by hand: the job API's time-out from `S3_CLIENT` (TIMEOUT in constructs_lib/job_api.py),
the time-outs in constructs_lib/smoke_test.py and canary.py from `SMOKE_TEST_DEADLINE_S`, and the threshold of failed
bookings (FAILED_BOOKINGS in constructs_lib/job_api.py) from `PUBLIC_POST_PAUSE_S`.
"""

import random
from dataclasses import dataclass

BACKOFF_BASE_S = 0.05
BACKOFF_CAP_S = 1.0


def full_jitter(attempt: int) -> float:
    """Seconds to wait after that attempt (0 is the first): uniform between 0 and an exponential upper bound.

    Full jitter keeps writers that collided from colliding again (AWS Architecture Blog, "Exponential Backoff And
    Jitter").
    """
    return random.uniform(0.0, min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2**attempt))


@dataclass(frozen=True)
class ClientLimits:
    """Limits of an AWS client: attempts in total, and the time-outs of one attempt in seconds."""

    attempts: int
    connect_timeout_s: int
    read_timeout_s: int


S3_CLIENT = ClientLimits(attempts=3, connect_timeout_s=1, read_timeout_s=2)
SECRETS_CLIENT = ClientLimits(attempts=3, connect_timeout_s=2, read_timeout_s=5)
CLOUDFORMATION_CLIENT = ClientLimits(attempts=3, connect_timeout_s=2, read_timeout_s=10)
CLOUDFRONT_CLIENT = ClientLimits(attempts=1, connect_timeout_s=2, read_timeout_s=10)
"""One attempt: a refused invalidation is tried again from the queue."""


@dataclass(frozen=True)
class SwapLimits:
    """Limits of one compare-and-swap (jobs/compare_and_swap.py). An attempt is at most a read and a write.

    `wait_after_412`: wait before the next attempt although S3's response shows that another writer was successful; for
    objects that many writers change. `retry_unavailable`: a write without a response is a failed attempt
    and not an error; for work that no client waits for.
    """

    attempts: int
    wait_after_412: bool = False
    retry_unavailable: bool = False


RECORD_SWAP = SwapLimits(attempts=5)
IDEMPOTENCY_SWAP = SwapLimits(attempts=5)
VIEW_SWAP = SwapLimits(attempts=8)
CHECKPOINT_SWAP = SwapLimits(attempts=5)
REBUILD_SWAP = SwapLimits(attempts=20, wait_after_412=True, retry_unavailable=True)


def board_swap(attempts: int) -> SwapLimits:
    """Limits of a change of the board, the one object that every change of a job writes."""
    return SwapLimits(attempts, wait_after_412=True)


PUBLISHER_BOARD_ATTEMPTS = 8
RESTORE_BOARD_ATTEMPTS = 8

CREATE_REQUESTS = 5
CHANGE_REQUESTS = 6
"""Requests to S3 that a create and a change may cost. What the record and the view leave of them is spent on attempts
to write the board; if nothing is left, the publisher writes it."""

SCAN_READ_ATTEMPTS = 6
TOKEN_ATTEMPTS = 4

SMOKE_TEST_DEADLINE_S = 240.0
"""The whole smoke test. Its function's time-out is a minute longer, and that of the function's caller another one."""
STEP_DEADLINE_S = 30.0
"""One step. A published function or an invalidation reaches CloudFront's edges within seconds; for the distribution
itself CloudFormation has waited. A change takes event, queue, publisher and invalidation (5 s at P95)."""
STEP_PAUSE_S = 0.5
SITE_CONNECT_TIMEOUT_S = 5.0
SITE_READ_TIMEOUT_S = 15.0
PUBLIC_POST_PAUSE_S = 3.0
"""The public routes accept few requests a second in total (`PUBLIC_THROTTLE` in job_api/operations.py); the smoke test
leaves them to customers."""

RETRY_AFTER_S = 2
"""When a client may repeat a request that got 503 because the store did not respond: the header Retry-After."""

DELIVERY_ATTEMPTS = 3
DELIVERY_TIMEOUT_S = 5
DELIVERY_PAUSE_S = 1
