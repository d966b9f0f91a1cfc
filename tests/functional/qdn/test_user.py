"""`qdn user` on a real user pool: who is let in, how, and who no longer."""

from typing import Any

import boto3
import pytest

from qdn import user
from tests.testkit.command_line import run
from tests.testkit.ministack import MiniStack

EMAIL = "kim@quickdumpnow.example"
ADD = ("user", "add", EMAIL, "--name", "Kim Dispatcher")
PASSWORD = "Correct-Horse-7-Staple\n"


class Pool:
    """A user pool with the real one's policy of passwords; remembers how users were made."""

    def __init__(self, ministack: MiniStack) -> None:
        session: Any = boto3.Session("test", "test", region_name="us-east-1")
        self.client: Any = session.client("cognito-idp", endpoint_url=ministack.endpoint_url)
        policy: Any = {"MinimumLength": 12, "RequireUppercase": True, "RequireNumbers": True}
        made = self.client.create_user_pool(PoolName="staff", Policies={"PasswordPolicy": policy})
        self.id = str(made["UserPool"]["Id"])
        self.creations: list[dict[str, Any]] = []
        self.client.meta.events.register("provide-client-params.*.AdminCreateUser", self._created)

    def _created(self, params: dict[str, Any], **_: object) -> None:
        self.creations.append(params)


@pytest.fixture
def pool(ministack: MiniStack, monkeypatch: pytest.MonkeyPatch) -> Pool:
    pool = Pool(ministack)
    monkeypatch.setattr(user, "_pool", lambda environment: (pool.client, pool.id))
    return pool


def _emails() -> list[str]:
    return [one["email"] for one in run("user", "list", "--json").json]


def test_on_aws_cognito_invites_by_e_mail(pool: Pool) -> None:
    result = run(*ADD, "-e", "staging", "--json")
    assert (result.json["email"], result.json["status"]) == (EMAIL, "FORCE_CHANGE_PASSWORD")
    [creation] = pool.creations
    assert creation["DesiredDeliveryMediums"] == ["EMAIL"]
    assert "MessageAction" not in creation


def test_with_a_password_nothing_is_sent_and_it_is_the_one_for_good(pool: Pool) -> None:
    assert run(*ADD, "--password-stdin", stdin=PASSWORD).exit_code == 0
    assert pool.creations[0]["MessageAction"] == "SUPPRESS"
    [listed] = run("user", "list", "--json").json
    assert (listed["name"], listed["status"]) == ("Kim Dispatcher", "CONFIRMED")


def test_a_password_that_the_pool_refuses_makes_no_user(pool: Pool) -> None:
    result = run(*ADD, "--password-stdin", stdin="short\n")
    assert (result.exit_code, result.stderr.startswith("--password-stdin: ")) == (2, True)
    assert run(*ADD, "--password-stdin").exit_code == 2
    assert _emails() == []


def test_nobody_is_added_twice(pool: Pool) -> None:
    adding = (*ADD, "--password-stdin")
    assert [run(*adding, stdin=PASSWORD).exit_code for _ in range(2)] == [0, 4]


def test_a_user_is_removed_once_and_only_after_a_confirmation(pool: Pool) -> None:
    run(*ADD, "--password-stdin", stdin=PASSWORD)
    asked = run("user", "remove", EMAIL)
    assert (asked.exit_code, "Kim Dispatcher" in asked.stderr) == (2, True)
    assert _emails() == [EMAIL]
    assert run("user", "remove", EMAIL, "--yes").exit_code == 0
    assert _emails() == []
    assert run("user", "remove", EMAIL, "--yes").exit_code == 5
