"""Contact with the customer from a job's dialog: calls, messages, the tracking link and its QR code."""

import subprocess
from collections.abc import Callable

from playwright.sync_api import Page, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.job_dialog import Job, opened
from tests.testkit.browser.visitors import DESKTOP, MOSTLY_ON_A_DESKTOP, PHONE, Visitor
from tests.testkit.paths import REPOSITORY


def test_the_customer_is_called_texted_and_found_by_links(
    job: Job, dispatcher_page: Page, dispatcher: Dispatcher
) -> None:
    dialog = opened(dispatcher_page, job)
    origin = dispatcher_page.evaluate("location.origin")
    expect(dialog.get_by_role("link", name="Call")).to_have_attribute("href", "tel:+16195550187")
    expect(dialog.get_by_role("link", name="Map")).to_have_attribute(
        "href",
        "https://www.google.com/maps/search/?api=1&query=42%20Harbor%20Dr%2C%20Apt%207%2C%20San%20Diego%2092101",
    )
    number, body = dialog.get_by_role("link", name="Text").evaluate(
        "link => [new URL(link.href).pathname, new URLSearchParams(new URL(link.href).search).get('body')]"
    )
    assert number == "+16195550187"
    assert body == (
        "QuickDumpNow: We have your request, Tue, Jan 12, 2027, 9\u201311 AM PST. "
        f"Follow your job here: {origin}/track/{job['token']}"
    )
    expect(dialog.get_by_role("link", name="Customer\u2019s page")).to_have_attribute("href", f"/track/{job['token']}")


def test_the_tracking_link_is_copied(job: Job, visitor: Callable[..., Visitor]) -> None:
    page = visitor(**DESKTOP, permissions=["clipboard-read", "clipboard-write"]).board()
    dialog = opened(page, job)
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("status").filter(has_text="Tracking link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.evaluate('location.origin')}/track/{job['token']}"


def test_a_phone_shares_the_link_with_its_own_programs(job: Job, visitor: Callable[..., Visitor]) -> None:
    somebody = visitor(**PHONE)
    somebody.page.add_init_script("navigator.share = async (data) => { window.shared = data; }")
    page = somebody.board()
    dialog = opened(page, job)
    dialog.get_by_role("button", name="Share").click()
    page.wait_for_function("window.shared")
    shared = page.evaluate("window.shared")
    assert shared["url"] == f"{page.evaluate('location.origin')}/track/{job['token']}"
    assert shared["text"].startswith("QuickDumpNow: We have your request")
    assert findings(page) == []


@MOSTLY_ON_A_DESKTOP
def test_a_qr_code_of_the_tracking_link_is_loaded_when_it_is_opened(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object]
) -> None:
    page = visitor(**device).board()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    dialog = opened(page, job)
    assert not [url for url in loaded if "/qr-" in url]
    button = dialog.get_by_role("button", name="QR code")
    button.click()
    code = dialog.get_by_role("img", name="QR code of the tracking link")
    expect(code).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    link = f"{page.evaluate('location.origin')}/track/{job['token']}"
    assert code.locator("path").get_attribute("d") == _outline(link)
    assert findings(page) == []
    button.click()
    expect(code).to_have_count(0)


def _outline(text: str) -> str:
    """The outline of the text's QR code, as the library draws it in Node."""
    script = (
        "import { generate } from 'lean-qr'; import { toSvgPath } from 'lean-qr/extras/svg';"
        "process.stdout.write(toSvgPath(generate(process.argv[1])));"
    )
    drawn = subprocess.run(
        ["node", "--input-type=module", "-e", script, text],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return drawn.stdout
