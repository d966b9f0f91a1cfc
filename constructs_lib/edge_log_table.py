"""The edge's logs as a table for Athena. Partitions are computed from the days, so no crawler runs."""

from aws_cdk import Aws, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.access_logs import FIELDS
from constructs_lib.logs_bucket import ATHENA_RESULTS, EDGE_LOGS

TABLE = "edge_logs"
YEARS = "2026,2060"
# A busy year of logs is far below this. A query without a filter on days is stopped: a terabyte costs $5.
MOST_BYTES_A_QUERY = 20 * 1024**3


class EdgeLogTable(Construct):
    """Table `edge_logs` in the environment's own database, and the workgroup that queries it.

    `qdn report` runs qdn/edge_report.sql on it. Every column is a string, as CloudFront writes its JSON. The partitions
    are the folders of days, which contain those of the hours.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, bucket: s3.IBucket) -> None:
        super().__init__(scope, id)
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=Aws.ACCOUNT_ID,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=database_name(prefix), description=f"Access logs of the edge of {prefix}"
            ),
        )
        table = self._define_table(prefix, bucket)
        table.add_resource_dependency(database)
        athena.CfnWorkGroup(
            self,
            "WorkGroup",
            name=prefix,
            description=f"Queries on the edge's logs of {prefix}",
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                bytes_scanned_cutoff_per_query=MOST_BYTES_A_QUERY,
                publish_cloud_watch_metrics_enabled=False,
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=f"s3://{bucket.bucket_name}/{ATHENA_RESULTS}/",
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_S3"
                    ),
                ),
            ),
        )

    def _define_table(self, prefix: str, bucket: s3.IBucket) -> glue.CfnTable:
        location = f"s3://{bucket.bucket_name}/{EDGE_LOGS}/"
        return glue.CfnTable(
            self,
            "Table",
            catalog_id=Stack.of(self).account,
            database_name=database_name(prefix),
            table_input=glue.CfnTable.TableInputProperty(
                name=TABLE,
                table_type="EXTERNAL_TABLE",
                partition_keys=[_column(name, "int") for name in ("year", "month", "day")],
                parameters={
                    "classification": "json",
                    "projection.enabled": "true",
                    "projection.year.type": "integer",
                    "projection.year.range": YEARS,
                    "projection.month.type": "integer",
                    "projection.month.range": "1,12",
                    "projection.month.digits": "2",
                    "projection.day.type": "integer",
                    "projection.day.range": "1,31",
                    "projection.day.digits": "2",
                    "storage.location.template": f"{location}year=${{year}}/month=${{month}}/day=${{day}}/",
                },
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    location=location,
                    columns=[_column(name, "string") for name in FIELDS],
                    compressed=True,
                    input_format="org.apache.hadoop.mapred.TextInputFormat",
                    output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                    serde_info=glue.CfnTable.SerdeInfoProperty(
                        serialization_library="org.openx.data.jsonserde.JsonSerDe",
                        parameters={"paths": ",".join(FIELDS)},
                    ),
                ),
            ),
        )


def database_name(prefix: str) -> str:
    """Athena takes no hyphens in a database's name unquoted."""
    return prefix.replace("-", "_")


def _column(name: str, type: str) -> glue.CfnTable.ColumnProperty:
    return glue.CfnTable.ColumnProperty(name=name, type=type)
