"""Alarms of the job API: what people at the pages would notice first."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from constructs_lib.alarms.definition import AlarmDefinition, Severity, Silence
from constructs_lib.job_api import JobApi
from constructs_lib.own_metrics import emitted_metric
from contract.names import FunctionName, MetricName

PERIOD = Duration.minutes(5)

# The canary books here every five minutes and tries again 3 s after a 503: one that passes by itself wakes nobody. Who
# cannot book tries again as well, and so does the canary: what lasts makes a second one at once.
FAILED_BOOKINGS = 2
# One board asks thirty times in five minutes: five failures are more than a hiccup of S3, which passes by itself.
ANSWERS_WITH_5XX = 5
# A cold start takes about a second. A person takes a button that does nothing for three seconds for broken.
SLOW_MS, SLOW_PERIODS = 3_000, 3
# A browser tries again by itself; ten refusals in five minutes are a burst that the limits are too small for.
THROTTLED_REQUESTS = 10
# Two dispatchers' boards ask some sixty times in five minutes; a stranger who stumbles over the address asks less.
STRANGERS_LIMIT = 30


def api_alarms(prefix: str, job_api: JobApi) -> list[AlarmDefinition]:
    """Of that API."""
    return [
        AlarmDefinition(
            name="job-creation-failures",
            severity=Severity.PAGE,
            sentence="A dispatcher's new job was answered with 5xx: it may not exist.",
            metric=job_api.failed_jobs,
            threshold=1,  # each is a customer's job, which nobody but the dispatcher tries again
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="booking-failures",
            severity=Severity.PAGE,
            sentence="Bookings were answered with 5xx: customers may give up.",
            metric=job_api.failed_bookings,
            threshold=FAILED_BOOKINGS,
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="job-api-errors",
            severity=Severity.PAGE,
            sentence="The job API answers 5xx, time-outs included: jobs may not have been created or moved.",
            metric=job_api.api.metric_server_error(period=PERIOD, statistic=cloudwatch.Stats.SUM),
            threshold=ANSWERS_WITH_5XX,
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="job-api-latency",
            severity=Severity.TICKET,
            sentence="The slowest requests of the job API have taken over three seconds for a quarter of an hour.",
            metric=job_api.api.metric_latency(period=PERIOD, statistic=cloudwatch.Stats.percentile(99)),
            threshold=SLOW_MS,
            periods=SLOW_PERIODS,
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="job-api-throttles",
            severity=Severity.TICKET,
            sentence="The job API refuses requests with 429: somebody floods it, or the limits are too small.",
            metric=job_api.throttled,
            threshold=THROTTLED_REQUESTS,
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="requests-past-the-edge",
            severity=Severity.TICKET,
            sentence="The job API refuses what does not come through the edge: a stranger's requests, or everybody's.",
            metric=emitted_metric(prefix, MetricName.NOT_THROUGH_THE_EDGE, by=FunctionName.JOB_API, period=PERIOD),
            threshold=STRANGERS_LIMIT,
            silence=Silence.NORMAL,
        ),
    ]
