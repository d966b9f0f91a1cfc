"""How long everything is kept, with the reason. Two more periods are settings: `record_retention_days` (the audit trail
of a job) and `board_ended_days` (an ended job on the board), in stacks/settings.py.
"""

from aws_cdk import Duration
from aws_cdk import aws_logs as logs

# A job of January is in a US return that is filed as late as 15 October of the next year, and the IRS requires three
# years from the filing (Publication 583, "How long to keep records"): less than five years, leap days included.
LEGAL_MINIMUM_DAYS = 5 * 366

# A replaced version of a record moves to colder storage, if it has 128 KB or more: S3 leaves smaller ones in place,
# since every colder class charges for 128 KB at least and a record of 2 KB would cost more there ("Lifecycle
# transitions of small objects", S3 user guide).
RECORD_COLD_AFTER = Duration.days(30)

# Replaced versions of the board: enough to look into a complaint of last week. The records have the history.
BOARD_VERSIONS = Duration.days(7)

# An idempotency entry, and its replaced versions: a browser repeats a request within minutes.
IDEMPOTENCY_ENTRIES = Duration.days(1)

# The checkpoint of a rebuild that stopped. A rebuild continues from one that is less than a day old
# (lambda/jobs/checkpoints.py); an older one only shows where it stopped.
CHECKPOINTS = Duration.days(7)

# The record and the view of a canary that was not removed: lifecycle rules count whole days.
CANARIES = Duration.days(1)

# The parts of a multipart upload that was never completed: no upload of this system takes longer than minutes.
ABANDONED_UPLOADS = Duration.days(1)

# The access logs of the edge and of the site bucket as files: a year shows each season once.
ACCESS_LOG_FILES = Duration.days(365)

# The result of an Athena query: `qdn report` reads it at once.
QUERY_RESULTS = Duration.days(7)

# The logs of functions and of the API: a complaint about a job comes within weeks of it.
FUNCTION_LOGS = logs.RetentionDays.THREE_MONTHS

# The edge's access log in CloudWatch Logs, for the dashboard and alarms; the same lines are kept as files for longer.
EDGE_LOG_GROUP = logs.RetentionDays.ONE_MONTH

# A change that waits to be published, or could not be: the longest that SQS keeps a message.
UNPUBLISHED_CHANGES = Duration.days(14)
