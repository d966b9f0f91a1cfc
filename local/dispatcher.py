"""A client of the job API that signs in through the managed login, as a browser does.

Run as a program, it prints the id token of the laptop system's dispatcher.
"""

import base64
import hashlib
import json
import secrets
import sys
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import urllib3

from tooling import paths

TIMEOUT = urllib3.Timeout(connect=5, read=30)


class RequestFailedError(Exception):
    """A response with an error status. The message contains the request, the status and the body."""


class Dispatcher:
    """One person who is signed in. `call` sends requests to the job API."""

    def __init__(self, site_url: str, email: str, password: str) -> None:
        self._http = urllib3.PoolManager(timeout=TIMEOUT, retries=False)
        self._site_url = site_url
        config = json.loads(self._request("GET", f"{site_url}/config.json").data)
        self.id_token = self._sign_in(config["login_url"], config["client_id"], email, password)

    def call(
        self, method: str, path: str, body: object | None = None, *, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a request; returns the parsed JSON response. Raises `RequestFailedError` for a status of 400 or more."""
        response = self._request(
            method,
            f"{self._site_url}{path}",
            body=None if body is None else json.dumps(body),
            headers={
                "Authorization": f"Bearer {self.id_token}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        return dict(json.loads(response.data))

    def move(self, job: dict[str, Any], to: str, why: str | None = None) -> dict[str, Any]:
        """Change a job's status at the revision that this dispatcher saw."""
        return self.call(
            "POST",
            f"/api/jobs/{job['token']}/transitions",
            {"to": to, "why": why},
            headers={"If-Match": f'"{job["rev"]}"'},
        )

    def _sign_in(self, login_url: str, client_id: str, email: str, password: str) -> str:
        """The authorization code flow with PKCE, step by step."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        flow = {"client_id": client_id, "redirect_uri": f"{self._site_url}/"}
        page = self._request(
            "GET",
            f"{login_url}/oauth2/authorize?"
            + urlencode(
                flow
                | {"response_type": "code", "scope": "openid email profile", "state": secrets.token_urlsafe(16)}
                | {"code_challenge": challenge, "code_challenge_method": "S256"}
            ),
        )
        form = _Form(page.data.decode())
        sent = self._request(
            "POST",
            urljoin(login_url, form.action),
            body=urlencode(form.fields | {"username": email, "password": password}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        code = parse_qs(urlsplit(sent.headers.get("Location", "")).query).get("code")
        if not code:
            raise RequestFailedError(f"the sign-in of {email} was refused")
        tokens = self._request(
            "POST",
            f"{login_url}/oauth2/token",
            body=urlencode(flow | {"grant_type": "authorization_code", "code": code[0], "code_verifier": verifier}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        return str(json.loads(tokens.data)["id_token"])

    def _request(
        self, method: str, url: str, *, body: str | None = None, headers: dict[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        response = self._http.request(method, url, body=body, headers=headers, redirect=False)
        if response.status >= 400:
            raise RequestFailedError(
                f"{method} {url}: {response.status} {response.data.decode(errors='replace')[:500]}"
            )
        return response


class _Form(HTMLParser):
    """The first form of a page: its action and its preset fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = values.get("action", "")
        elif tag == "input" and values.get("name"):
            self.fields.setdefault(values["name"], values.get("value", ""))


if __name__ == "__main__":
    summary = paths.summary()
    if not summary:
        sys.exit("The laptop's system is not there: make up")
    print(Dispatcher(summary["site_url"], summary["sign_in"]["email"], summary["sign_in"]["password"]).id_token)
