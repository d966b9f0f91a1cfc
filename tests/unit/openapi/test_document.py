"""The published description of the API: current, valid, and of exactly the routes and problems that there are."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from constructs_lib.job_api import PUBLIC_ROUTES, STAFF_ROUTES
from openapi.__main__ import files
from openapi.operations import ANYBODY, OPERATIONS, STAFF
from tests.testkit.api_description import description


def test_the_published_files_are_current() -> None:
    for file, text in files().items():
        assert file.read_text() == text, f"{file.name} is out of date: make api"


def test_it_is_openapi() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(description()).iter_errors()] == []


def test_it_describes_the_routes_that_are_deployed_and_who_may_use_them() -> None:
    deployed = {(method.value, path, STAFF) for method, path in STAFF_ROUTES}
    deployed |= {(method.value, path, ANYBODY) for method, path in PUBLIC_ROUTES}
    assert {(operation.method, operation.path, operation.who) for operation in OPERATIONS} == deployed
