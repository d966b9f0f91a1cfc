"""Each deploy changes things in an order in which no page ever names what is not there yet, and proves itself last."""

from typing import Any

from jobs.retry import SMOKE_TEST_DEADLINE_S
from tests.testkit.infrastructure.dependencies import everything_before
from tests.testkit.infrastructure.templates import Template

LAST_REQUEST_S = 20
"""Five seconds to connect and fifteen to answer."""


def _deployments(application: Template) -> dict[str, dict[str, Any]]:
    return {
        "assets" if "DestinationBucketKeyPrefix" in resource["Properties"] else "pages": resource | {"LogicalId": name}
        for name, resource in application.resources("Custom::CDKBucketDeployment").items()
    }


def _only(application: Template, resource_type: str) -> str:
    [logical_id] = application.resources(resource_type)
    return logical_id


def test_assets_then_the_function_then_the_pages_then_the_walk(application: Template) -> None:
    """The order of a safe deploy; the pages' deployment ends with the invalidation, which it waits for."""
    deployments = _deployments(application)
    assets, pages = (deployments[name]["LogicalId"] for name in ("assets", "pages"))
    function, walk = _only(application, "AWS::CloudFront::Function"), _only(application, "Custom::Trigger")
    assert assets in everything_before(application, function)
    assert function in everything_before(application, pages)
    assert pages in everything_before(application, walk)
    assert deployments["pages"]["Properties"]["WaitForDistributionInvalidation"] is True


def test_pages_wait_for_the_api_that_they_call(application: Template) -> None:
    before = everything_before(application, _deployments(application)["pages"]["LogicalId"])
    for resource_type in ("AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::Route"):
        assert set(application.resources(resource_type)) <= before


def test_the_walk_comes_after_all_there_is(application: Template) -> None:
    """Down to the bucket policies that let the edge in, and the logs and roles of whoever takes part."""
    walk = _only(application, "Custom::Trigger")
    assert set(application.body["Resources"]) - everything_before(application, walk) == {walk}


def test_whoever_waits_for_the_walk_waits_longer_than_it_takes(application: Template) -> None:
    """Or the caller would begin a second walk beside the first, and CloudFormation wait an hour for no answer."""
    function, caller = (
        next(
            function["Timeout"]
            for function in application.properties("AWS::Lambda::Function")
            if function["Handler"] == handler
        )
        for handler in ("smoke_test.handler.handler", "__entrypoint__.handler")
    )
    trigger = application.the("Custom::Trigger")
    call, deploy = int(trigger["Timeout"]) // 1000, int(trigger["ServiceTimeout"])
    assert SMOKE_TEST_DEADLINE_S + LAST_REQUEST_S < function < call < deploy < caller


def test_another_release_is_walked_through_again(application: Template) -> None:
    """The trigger calls a version of the function, and the release is part of what makes a version."""
    [function] = [
        function["Properties"]
        for function in application.resources("AWS::Lambda::Function").values()
        if function["Properties"]["Handler"] == "smoke_test.handler.handler"
    ]
    assert len(function["Environment"]["Variables"]["RELEASE"]) == 12
    handler = application.the("Custom::Trigger")["HandlerArn"]["Ref"]
    assert handler in application.resources("AWS::Lambda::Version")


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
