"""A wrong setting stops the synth with one sentence that names it and how to mend it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import app
from constructs_lib.retention import LEGAL_MINIMUM_DAYS
from stacks.settings import (
    CompanySettings,
    DomainSettings,
    EnvironmentSettings,
    InvalidSettingError,
    LocalEndpoints,
)

COMPANY: dict[str, Any] = {"name": "QuickDumpNow", "phone": "+16195550142", "time_zone": "America/Los_Angeles"}
DOMAIN: dict[str, Any] = {
    "name": "dispatch.quickdumpnow.com",
    "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
    "hosted_zone_name": "quickdumpnow.com",
}
LOCAL: dict[str, Any] = {"aws_endpoint_url": "http://127.0.0.1:4566", "site_url": "http://127.0.0.1:8080"}
SETTINGS: dict[str, Any] = {
    "environment": "moon",
    "company": CompanySettings(**COMPANY),
    "record_retention_days": LEGAL_MINIMUM_DAYS,
    "alarm_email": "alarms@quickdumpnow.example.com",
    "runbook_url": "https://code.quickdumpnow.example.com/docs/runbook.md",
    "monthly_budget_usd": 50,
}


def _one_sentence(refused: pytest.ExceptionInfo[InvalidSettingError], setting: str) -> None:
    words = str(refused.value)
    assert words.startswith(f"{setting}=")
    assert words.endswith(".")
    assert "\n" not in words


@pytest.mark.parametrize(
    "phone", ["", "6195550142", "(619) 555-0142", "+1 619 555 0142", "+0619555014", "+1619", "+1" * 9]
)
def test_a_phone_is_a_whole_number_in_e164(phone: str) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        CompanySettings(**COMPANY | {"phone": phone})
    _one_sentence(refused, "phone")


@pytest.mark.parametrize(
    "zone", ["", "PST", "Pacific Time", "America/San_Diego", "../etc/passwd", "america/los_angeles"]
)
def test_a_time_zone_is_a_known_iana_name(zone: str) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        CompanySettings(**COMPANY | {"time_zone": zone})
    _one_sentence(refused, "time_zone")


@pytest.mark.parametrize("area", [("",), ("92",), ("921", "9212x"), ("921221",), ("92122-1234",), ("٩٢١",), "921"])
def test_a_service_area_is_of_zip_codes_or_how_they_begin(area: tuple[str, ...]) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        CompanySettings(**COMPANY | {"service_area": area})
    _one_sentence(refused, "service_area")


def test_a_service_area_may_be_everywhere_or_whole_zip_codes() -> None:
    assert CompanySettings(**COMPANY).service_area == ()
    assert CompanySettings(**COMPANY | {"service_area": ("919", "9212", "92122")})


@pytest.mark.parametrize(
    "name",
    [
        "",
        "localhost",
        "https://dispatch.quickdumpnow.com",
        "dispatch.quickdumpnow.com/",
        "dispatch.quickdumpnow.com.",
        "dispatch.quickdumpnow.com:443",
        "Dispatch.quickdumpnow.com",
        "*.quickdumpnow.com",
        "dispatch..quickdumpnow.com",
        "-dispatch.quickdumpnow.com",
        "dispatch-.quickdumpnow.com",
        "dis patch.quickdumpnow.com",
        "dispatch.quickdumpnow.com\n",
        "192.0.2.1",
        "d" * 60 + ".quickdumpnow.com",
        "d" * 64 + ".com",
        "www.quickdumpnow.com",
        "dispatch.example.com",
        "notquickdumpnow.com",
    ],
)
def test_a_domain_is_a_bare_name_in_its_zone(name: str) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        DomainSettings(**DOMAIN | {"name": name})
    _one_sentence(refused, "domain.name")


def test_a_zone_has_a_name_and_the_id_that_route_53_gave_it() -> None:
    with pytest.raises(InvalidSettingError) as refused:
        DomainSettings(**DOMAIN | {"hosted_zone_name": "quickdumpnow.com."})
    _one_sentence(refused, "domain.hosted_zone_name")
    for zone_id in ("", "quickdumpnow.com", "/hostedzone/Z0123456789ABCDEFGHIJ", "z0123456789abcdefghij"):
        with pytest.raises(InvalidSettingError) as refused:
            DomainSettings(**DOMAIN | {"hosted_zone_id": zone_id})
        _one_sentence(refused, "domain.hosted_zone_id")


def test_a_subdomain_and_an_apex_are_domains() -> None:
    for name in ("dispatch.quickdumpnow.com", "quickdumpnow.com"):
        assert DomainSettings(**DOMAIN | {"name": name}).name == name


@pytest.mark.parametrize("setting", list(LOCAL))
@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:8080", "http://127.0.0.1", "https://127.0.0.1:1", "http://127.0.0.1:x", "http://127.0.0.1:1/a"],
)
def test_a_laptops_addresses_are_hosts_with_a_port(setting: str, url: str) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        LocalEndpoints(**LOCAL | {setting: url})
    _one_sentence(refused, setting)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("environment", ""),
        ("environment", "Staging"),
        ("environment", "staging-2"),
        ("environment", "\u00e9tage"),
        ("region", "eu-west-1"),
        ("region", ""),
        ("record_retention_days", 0),
        ("record_retention_days", 90),
        ("record_retention_days", LEGAL_MINIMUM_DAYS - 1),
        ("board_ended_days", 0),
        ("board_ended_days", -7),
        ("alarm_email", ""),
        ("alarm_email", "alarms"),
        ("alarm_email", "alarms@localhost"),
        ("alarm_email", "Alarms <alarms@quickdumpnow.com>"),
        ("alarm_email", "a@quickdumpnow.com, b@quickdumpnow.com"),
        ("alarm_email", "alarms@quickdumpnow.com\n"),
        ("alarm_email", "alarms@-quickdumpnow.com"),
        ("page_endpoint", ""),
        ("page_endpoint", "+16195550142"),
        ("page_endpoint", "on-call"),
        ("page_endpoint", "http://events.pager.example.com/integration/1/enqueue"),
        ("page_endpoint", "https://localhost/enqueue"),
        ("page_endpoint", "https://events.pager.example.com/en queue"),
        ("page_endpoint", "https://events.pager.example.com/enqueue\n"),
        ("page_endpoint", "https://events.pager.example.com/" + "d" * 2048),
        ("page_endpoint", "alarms@quickdumpnow.example.com"),
        ("runbook_url", ""),
        ("runbook_url", "docs/runbook.md"),
        ("runbook_url", "http://code.quickdumpnow.com/docs/runbook.md"),
        ("runbook_url", "https://code.quickdumpnow.com"),
        ("runbook_url", "https://code.quickdumpnow.com/docs/runbook.md#canary"),
        ("runbook_url", "https://code.quickdumpnow.com/docs/run book.md"),
        ("runbook_url", "https://code.quickdumpnow.com/docs/runbook.md\n"),
        ("runbook_url", "https:///docs/runbook.md"),
        ("runbook_url", "https://code.quickdumpnow.com/" + "d" * 500),
        ("monthly_budget_usd", 0),
        ("monthly_budget_usd", -50),
    ],
)
def test_an_invalid_setting_of_an_environment_is_refused(setting: str, value: object) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        EnvironmentSettings(**SETTINGS | {setting: value})
    _one_sentence(refused, setting)


def test_a_budget_may_be_another_environments_of_the_same_account() -> None:
    assert EnvironmentSettings(**SETTINGS | {"monthly_budget_usd": None}).monthly_budget_usd is None


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        "on-call@quickdumpnow.example.com",
        "https://events.pager.example.com",
        "https://events.pager.example.com/integration/0123abcd/enqueue?priority=high",
    ],
)
def test_pages_go_to_a_mailbox_an_on_call_service_or_nobody(endpoint: str | None) -> None:
    assert EnvironmentSettings(**SETTINGS | {"page_endpoint": endpoint}).page_endpoint == endpoint


def test_a_laptop_has_no_domain() -> None:
    with pytest.raises(InvalidSettingError) as refused:
        EnvironmentSettings(**SETTINGS, domain=DomainSettings(**DOMAIN), local=LocalEndpoints(**LOCAL))
    _one_sentence(refused, "domain")


def test_a_record_of_january_outlives_the_three_years_after_the_latest_return() -> None:
    """Filed on 15 October of the next year, plus three years: from whichever year it is the longest way."""
    needed = max((date(year + 4, 10, 15) - date(year, 1, 1)).days for year in range(2024, 2032))
    assert needed <= LEGAL_MINIMUM_DAYS
    assert all(settings.record_retention_days >= LEGAL_MINIMUM_DAYS for settings in app.environments().values())


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (
            {"CDK_CONTEXT_JSON": json.dumps({"environment": "staging,moon"})},
            "environment=moon is not known: it is one of staging, production, local.",
        ),
        (
            {"QDN_SITE_URL": "127.0.0.1"},
            "site_url='127.0.0.1' is not an address on this machine: give it as http://127.0.0.1:8080.",
        ),
    ],
)
def test_a_synth_ends_in_that_sentence_alone(bad: dict[str, str], words: str) -> None:
    result = subprocess.run(
        [sys.executable, "app.py"],
        cwd=Path(app.__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | bad,
        check=False,
    )
    said = [line for line in result.stderr.splitlines() if "!!" not in line]  # jsii's banner about an old Node
    assert (result.returncode, result.stdout, said) == (1, "", [words])
