"""Fixtures of the tests of a deployed system."""

import pytest

from local.dispatcher import Dispatcher
from tests.testkit.redeployed import Redeployed, redeploy
from tests.testkit.system import System


@pytest.fixture(scope="session")
def redeployed(system: System, dispatcher: Dispatcher) -> Redeployed:
    """The system, stopped and deployed again with a changed page: a deploy takes half a minute, so there is one."""
    return redeploy(system, dispatcher)
