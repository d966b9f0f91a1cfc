"""Names that the infrastructure code (CDK) and the runtime code share. It imports nothing, so both can import it.

The operators' tools use them too. A name that only the infrastructure or only the runtime uses stands beside its use.
"""

RESOURCE_PREFIX = "qdn-"
"""Every named resource of an environment begins with this and the environment's name: `qdn-staging-publisher`."""

# Objects in the jobs bucket.
RECORD_PREFIX = "jobs/"
BOARD_KEY = "jobs.json"
IDEMPOTENCY_PREFIX = "idempotency/"
MAINTENANCE_PREFIX = "maintenance/"

# Objects in the views bucket. The distribution serves them at the same path.
VIEW_PREFIX = "api/track/"

VIEW_TTL_S = 300
"""How long the edge keeps a view at most, in seconds: the TTL of its cache policy and the `s-maxage` of the object."""

CANARY_TOKEN_PREFIX = "ca9a0000"
"""First digits of a canary's token. A canary is a job that the system makes to check itself; only canaries are ever
deleted, and by this prefix roles and lifecycle rules select them."""

# Header.
ORIGIN_KEY_HEADER = "X-Origin-Key"
"""Sent by the distribution to the API with every request: the origin keys, separated by spaces."""

# The custom resource that derives the origin keys: its property, and the attribute that it returns.
ORIGIN_KEY_RELEASE_PROPERTY = "Release"
ORIGIN_KEYS_ATTRIBUTE = "Keys"

CONFIG_RELEASE = "release"
"""The member of the pages' configuration that names the release: written by each deploy, read by the smoke test."""


class FunctionName:
    """Names of the Lambda functions, without the environment's prefix. Also the values of the dimension `service`."""

    JOB_API = "job-api"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    CANARY = "canary"
    SMOKE_TEST = "smoke-test"
    ORIGIN_KEY = "origin-key"


class Variable:
    """Names of the functions' environment variables."""

    # Buckets.
    JOBS_BUCKET = "JOBS_BUCKET"
    VIEWS_BUCKET = "VIEWS_BUCKET"
    # The company, as customers see it; its phone is E.164, its zone an IANA name.
    COMPANY_NAME = "COMPANY_NAME"
    COMPANY_PHONE = "COMPANY_PHONE"
    COMPANY_TIME_ZONE = "COMPANY_TIME_ZONE"
    # ZIP codes, or their first digits, separated by spaces; empty: everywhere.
    SERVICE_AREA = "SERVICE_AREA"
    # Days that an ended job stays on the board.
    BOARD_ENDED_DAYS = "BOARD_ENDED_DAYS"
    # The API's origin keys, separated by spaces, and those that prove that a booking is a canary.
    ORIGIN_KEYS = "ORIGIN_KEYS"
    CANARY_PROOF = "CANARY_PROOF"
    MASTER_KEY_ARN = "MASTER_KEY_ARN"
    # The deployed system: the distribution, the address of the site, the release, the stack.
    DISTRIBUTION_ID = "DISTRIBUTION_ID"
    SITE_URL = "SITE_URL"
    RELEASE = "RELEASE"
    STACK_ID = "STACK_ID"
    # Read by Powertools: the function's full name, in every log line and as a dimension of every metric.
    SERVICE = "POWERTOOLS_SERVICE_NAME"


METRIC_NAMESPACE = "QuickDumpNow"
METRIC_SERVICE_DIMENSION = "service"
"""Dimension of every metric that a function emits: the function's full name."""


class MetricName:
    """Names of the metrics that the functions emit. Who emits which: `Metric` in lambda/jobs/telemetry.py."""

    BOOKING_DISCARDED = "BookingDiscarded"
    BOARD_DEFERRED = "BoardDeferred"
    NOT_THROUGH_THE_EDGE = "NotThroughTheEdge"
    UNREADABLE_RECORD = "UnreadableRecord"
    PROJECTIONS_DIFFER = "ProjectionsDiffer"
    CANARY_FAILED = "CanaryFailed"
