"""`qdn user …`: the users who may sign in to the board."""

import sys
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError
from pydantic import TypeAdapter, ValidationError
from rich.text import Text

from jobs.field_errors import field_errors
from jobs.record import Email, Name
from jobs.times import format_utc
from qdn.account import Account
from qdn.exits import ConflictError, InvalidInputError, NotFoundError
from qdn.options import EnvironmentOption, JsonOption, YesOption, confirm
from qdn.printing import out, plain_table, print_json, say
from tooling.environments import Environment

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL")]

app = typer.Typer(no_args_is_help=True)


@app.command(epilog='Example: qdn user add dana@quickdumpnow.com --name "Dana Dispatcher" --environment production')
def add(
    email: EmailArgument,
    name: Annotated[str, typer.Option("--name", help="As colleagues see it")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take the password from stdin and send no invitation")
    ] = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Let somebody sign in. Cognito invites them by e-mail, or they get the password that you give."""
    errors = [*_errors("EMAIL", Email, email), *_errors("--name", Name, name)]
    if not email.strip():
        errors = ["EMAIL: Enter an e-mail address.", *errors]
    if errors:
        raise InvalidInputError("\n".join(errors))
    if environment is Environment.LOCAL and not password_stdin:
        raise InvalidInputError(
            "No e-mail leaves the laptop, so a password must be set: give one with --password-stdin."
        )
    cognito, pool = _pool(environment)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if password == "":
        raise InvalidInputError("--password-stdin: there is no password on stdin.")
    user = _create(cognito, pool, email.strip(), name.strip(), password)
    if as_json:
        print_json(_document(user))
    else:
        how = "with the password that was given" if password else "by the invitation that Cognito has sent"
        out.print(f"{email.strip()} can sign in {how}.", markup=False, highlight=False)


@app.command(epilog="Example: qdn user remove dana@quickdumpnow.com --environment production")
def remove(
    email: EmailArgument,
    yes: YesOption = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Let somebody sign in no longer. Asks first. A board that is open keeps its session for an hour at most."""
    cognito, pool = _pool(environment)
    try:
        user = cognito.admin_get_user(UserPoolId=pool, Username=email)
        confirm(f"Remove {email} ({_attributes(user['UserAttributes']).get('name', '')}) from {environment}?", yes)
        cognito.admin_delete_user(UserPoolId=pool, Username=email)
    except cognito.exceptions.UserNotFoundException:
        raise NotFoundError(f"Nobody signs in as {email}.") from None
    if as_json:
        print_json({"email": email, "removed": True})
    else:
        out.print(f"Removed {email}.", markup=False, highlight=False)


@app.command("list", epilog="Example: qdn user list --environment production")
def list_users(environment: EnvironmentOption = Environment.LOCAL, as_json: JsonOption = False) -> None:
    """List who may sign in."""
    cognito, pool = _pool(environment)
    pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool)
    users = sorted((_document(user) for page in pages for user in page["Users"]), key=lambda one: str(one["email"]))
    if as_json:
        print_json(users)
    elif users:
        table = plain_table("e-mail", "name", "since", "status")
        for user in users:
            table.add_row(*(Text(str(user[column])) for column in ("email", "name", "created_at", "status")))
        out.print(table)
    else:
        say("Nobody can sign in.")


def _pool(environment: str) -> tuple[Any, str]:
    """A client of Cognito, and the id of the App stack's user pool. Raises NotRunningError, botocore's ClientError."""
    account = Account.of(environment)
    [stack] = account.client("cloudformation").describe_stacks(StackName=f"{environment}-App")["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return account.client("cognito-idp"), outputs["UserPoolId"]


def _create(cognito: Any, pool: str, email: str, name: str, password: str | None) -> dict[str, Any]:
    """Create the user. A given password is set as a temporary one first, so that an invalid one creates no user.

    Raises ConflictError, InvalidInputError.
    """
    how: dict[str, Any] = {"DesiredDeliveryMediums": ["EMAIL"]}
    if password:
        how = {"MessageAction": "SUPPRESS", "TemporaryPassword": password}
    attributes = {"email": email, "email_verified": "true", "name": name}
    try:
        user: dict[str, Any] = cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
            **how,
        )["User"]
        if password:
            cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
            user["UserStatus"] = "CONFIRMED"
    except cognito.exceptions.UsernameExistsException:
        raise ConflictError(f"{email} can sign in already.") from None
    except cognito.exceptions.InvalidPasswordException as error:
        raise InvalidInputError(f"--password-stdin: {_message(error)}") from None
    return user


def _message(error: ClientError) -> str:
    return str(error.response["Error"]["Message"])


def _errors(where: str, rule: Any, text: str) -> list[str]:
    """The errors of the text under the rule."""
    try:
        TypeAdapter(rule).validate_python(text)
    except ValidationError as invalid:
        return [f"{where}: {error.detail}" for error in field_errors(invalid)]
    return []


def _document(user: dict[str, Any]) -> dict[str, str | None]:
    attributes = _attributes(user["Attributes"])
    return {
        "email": attributes.get("email"),
        "name": attributes.get("name"),
        "status": user["UserStatus"],
        "created_at": format_utc(user["UserCreateDate"]),
    }


def _attributes(listed: list[dict[str, str]]) -> dict[str, str]:
    return {attribute["Name"]: attribute["Value"] for attribute in listed}
