"""The SiteDeployment: in each deploy no page is published before the things that it refers to."""

from typing import Any

from tests.testkit.infrastructure.dependencies import everything_before
from tests.testkit.infrastructure.templates import Template


def _deployments(application: Template) -> dict[str, dict[str, Any]]:
    return {
        "assets" if "DestinationBucketKeyPrefix" in resource["Properties"] else "pages": resource | {"LogicalId": name}
        for name, resource in application.resources("Custom::CDKBucketDeployment").items()
    }


def _only(application: Template, resource_type: str) -> str:
    [logical_id] = application.resources(resource_type)
    return logical_id


def test_assets_then_the_function_then_the_pages_then_the_smoke_test(application: Template) -> None:
    """The order of a safe deploy; the pages' deployment ends with the invalidation, which it waits for."""
    deployments = _deployments(application)
    assets, pages = (deployments[name]["LogicalId"] for name in ("assets", "pages"))
    function, smoke_test = _only(application, "AWS::CloudFront::Function"), _only(application, "Custom::Trigger")
    assert assets in everything_before(application, function)
    assert function in everything_before(application, pages)
    assert pages in everything_before(application, smoke_test)
    assert deployments["pages"]["Properties"]["WaitForDistributionInvalidation"] is True


def test_pages_wait_for_the_api_that_they_call(application: Template) -> None:
    before = everything_before(application, _deployments(application)["pages"]["LogicalId"])
    for resource_type in ("AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::Route"):
        assert set(application.resources(resource_type)) <= before


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
