"""The site's own domain: the certificate with its alarm, the names, and the DNS records for the distribution."""

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity

# ACM begins to renew 60 days before the end (user guide, "Managed certificate renewal"): three weeks before it, renewal
# has failed for more than a month, and there is time to correct the DNS record that it waits for.
EXPIRES_WITHIN_DAYS = 21


class CustomDomain(Construct):
    """`name` and `www.<name>` with one certificate, which ACM renews for as long as its DNS records exist.

    The zone is given by its values, so that a synth needs no credentials.
    """

    # The newest policy with TLS 1.2: phones from before 2020 have nothing newer.
    minimum_tls = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2025

    def __init__(self, scope: Construct, id: str, *, name: str, hosted_zone_id: str, hosted_zone_name: str) -> None:
        super().__init__(scope, id)
        self._zone = route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=hosted_zone_id, zone_name=hosted_zone_name
        )
        # The bare name is the site's; the rewrite function redirects the other one to it.
        self.names = [name, f"www.{name}"]
        self.certificate = acm.Certificate(
            self,
            "Certificate",
            domain_name=name,
            subject_alternative_names=self.names[1:],
            validation=acm.CertificateValidation.from_dns(self._zone),
        )

    def lead_to(self, distribution: cloudfront.IDistribution) -> None:
        """Alias records for both names, over IPv4 and IPv6."""
        for id, name in zip(("Bare", "Www"), self.names, strict=True):
            target = route53.RecordTarget.from_alias(targets.CloudFrontTarget(distribution))
            # With a dot at its end a name is complete; without, the CDK decides whether to append the zone's name.
            route53.ARecord(self, f"{id}A", zone=self._zone, record_name=f"{name}.", target=target)
            route53.AaaaRecord(self, f"{id}Aaaa", zone=self._zone, record_name=f"{name}.", target=target)

    def alarms(self) -> list[AlarmDefinition]:
        """On a certificate that was not renewed."""
        return [
            AlarmDefinition(
                name="certificate-expiry",
                severity=Severity.TICKET,
                sentence="The site's certificate ends within three weeks and has not been renewed.",
                metric=self.certificate.metric_days_to_expiry(period=Duration.days(1)),
                threshold=EXPIRES_WITHIN_DAYS,
                below=True,
                missing_data=MissingData.KEEP_STATE,  # emitted twice a day, until the certificate has ended
            )
        ]
