"""The published description of the API: valid, and complete where only a person can forget something."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from job_api import problem_types
from job_api.operations import OPERATIONS
from job_api.problem_types import PROBLEM_TYPES, ProblemType
from tests.testkit.api_description import description


def test_the_document_is_valid_openapi() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(description()).iter_errors()] == []


def test_every_problem_type_is_in_the_list_of_problems() -> None:
    defined = {value for value in vars(problem_types).values() if isinstance(value, ProblemType)}
    assert defined == set(PROBLEM_TYPES)


def test_every_operation_has_its_own_id_and_route() -> None:
    assert len({operation.id for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({operation.route_key for operation in OPERATIONS}) == len(OPERATIONS)
