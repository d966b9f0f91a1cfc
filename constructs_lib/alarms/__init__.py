"""The alarms. Each has a name, and a section of that name in docs/runbook.md; a test holds the two together."""

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib.alarms.api import api_alarms
from constructs_lib.alarms.definition import define
from constructs_lib.alarms.edge import canary_alarms, edge_alarms, edge_function_alarms
from constructs_lib.alarms.functions import function_alarms
from constructs_lib.alarms.publishing import audit_alarms, publisher_alarms
from constructs_lib.edge_function import rewrite_function_name
from constructs_lib.job_api import JobApi
from constructs_lib.publisher import Publisher
from constructs_lib.tracking_errors import TrackingErrors


class Alarms(Construct):
    """Everything that somebody has to hear of, but for a certificate, which is watched where it is made."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        owner: sns.ITopic,
        runbook_url: str,
        distribution: cloudfront.IDistribution,
        tracking: TrackingErrors,
        job_api: JobApi,
        publisher: Publisher,
    ) -> None:
        super().__init__(scope, id)
        define(
            self,
            prefix,
            owner,
            runbook_url,
            [
                *api_alarms(prefix, job_api),
                *function_alarms(prefix),
                *publisher_alarms(publisher),
                *audit_alarms(prefix),
                *edge_alarms(distribution, tracking),
                *edge_function_alarms(rewrite_function_name(prefix)),
                *canary_alarms(prefix),
            ],
        )
