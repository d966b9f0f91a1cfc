"""A domain of the site's own: the certificate, the names, and the DNS records that lead to the distribution."""

from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct


class CustomDomain(Construct):
    """`name` and `www.<name>` with one certificate, which renews itself for as long as its DNS records stand.

    The zone is given by its values, so that a synth needs no credentials.
    """

    # The newest policy that still speaks TLS 1.2, which phones of before 2020 stop at.
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
            # With its last dot a name is taken as it is; without it the CDK decides whether the zone's name is missing.
            route53.ARecord(self, f"{id}A", zone=self._zone, record_name=f"{name}.", target=target)
            route53.AaaaRecord(self, f"{id}Aaaa", zone=self._zone, record_name=f"{name}.", target=target)
