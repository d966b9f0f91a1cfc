"""The alarm of a certificate that has not renewed itself; there is one only with a domain of the site's own."""

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm

from constructs_lib.alarms.definition import AlarmDefinition, Severity, Silence

# ACM begins to renew 60 days before the end (user guide, "Managed certificate renewal"): three weeks before it, renewal
# has failed for more than a month, and there is time to mend the DNS record that it waits for.
EXPIRES_WITHIN_DAYS = 21


def certificate_alarms(certificate: acm.ICertificate) -> list[AlarmDefinition]:
    """Of that certificate."""
    return [
        AlarmDefinition(
            name="certificate-expiry",
            severity=Severity.TICKET,
            sentence="The site's certificate ends within three weeks and has not been renewed.",
            metric=certificate.metric_days_to_expiry(period=Duration.days(1)),
            threshold=EXPIRES_WITHIN_DAYS,
            below=True,
            silence=Silence.TELLS_NOTHING,  # told twice a day, until the certificate has ended
        )
    ]
