"""Each deploy pushes the site in an order in which no page ever names an asset that is not there yet."""

from typing import Any

from tests.infrastructure.conftest import Template


def _deployments(application: Template) -> dict[str, dict[str, Any]]:
    return {
        "assets" if "DestinationBucketKeyPrefix" in resource["Properties"] else "pages": resource | {"LogicalId": name}
        for name, resource in application.resources("Custom::CDKBucketDeployment").items()
    }


def test_pages_wait_for_the_assets_that_they_name(application: Template) -> None:
    deployments = _deployments(application)
    assert deployments["assets"]["LogicalId"] in deployments["pages"]["DependsOn"]


def test_pages_wait_for_the_api_that_they_call(application: Template) -> None:
    waited_for = set(_deployments(application)["pages"]["DependsOn"])
    assert set(application.resources("AWS::ApiGatewayV2::Stage")) <= waited_for


def test_assets_are_immutable_and_stay_for_pages_that_are_still_open(application: Template) -> None:
    assets = _deployments(application)["assets"]["Properties"]
    assert assets["DestinationBucketKeyPrefix"] == "assets"
    assert assets["Prune"] is False
    assert assets["SystemMetadata"] == {"cache-control": "public, max-age=31536000, immutable"}
    assert "DistributionId" not in assets


def test_pages_are_cached_at_the_edge_alone_and_invalidated_on_every_deploy(application: Template) -> None:
    pages = _deployments(application)["pages"]["Properties"]
    assert pages["SystemMetadata"] == {"cache-control": "public, max-age=0, s-maxage=31536000, must-revalidate"}
    assert pages["DistributionId"] == {"Ref": next(iter(application.resources("AWS::CloudFront::Distribution")))}
    assert pages["DistributionPaths"] == ["/*"]


def test_a_deployment_touches_the_site_bucket_alone_and_never_its_assets(application: Template) -> None:
    for name, deployment in _deployments(application).items():
        assert deployment["Properties"]["DestinationBucketName"]["Ref"].startswith("Site")
        if name == "pages":
            assert deployment["Properties"]["Exclude"] == ["assets/*"]
