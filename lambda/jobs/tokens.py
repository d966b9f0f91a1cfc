"""Tokens: 16 hex digits that identify a job and give its customer access. Generation, form, redaction in logs."""

import hashlib
import re
import secrets

from contract.names import CANARY_TOKEN_PREFIX

TOKEN_PATTERN = r"^[0-9a-f]{16}$"
_TOKEN = re.compile(TOKEN_PATTERN.removesuffix("$") + r"\Z")
_TOKEN_IN_TEXT = re.compile(r"(?<![0-9a-f])([0-9a-f]{4})[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)


def new_token() -> str:
    """A token of 64 random bits from the operating system's cryptographic source; never one of a canary."""
    while is_canary(token := secrets.token_hex(8)):
        continue
    return token


def new_canary_token() -> str:
    """A canary's token: the prefix and 32 random bits, enough for jobs without personal data that exist for seconds."""
    return CANARY_TOKEN_PREFIX + secrets.token_hex(4)


def decoy_token(key: str) -> str:
    """The token of a decoy booking: the same for the same idempotency key, and of no job."""
    return hashlib.sha256(f"pretended {key}".encode()).hexdigest()[:16]


def is_canary(token: str) -> bool:
    """Whether the token is that of a canary."""
    return token.startswith(CANARY_TOKEN_PREFIX)


def new_write_id() -> str:
    """128 random bits as 32 hex digits. It identifies one write of a record, so that the writer recognises it."""
    return secrets.token_hex(16)


def is_token(text: str) -> bool:
    """Whether the text is a token in its stored form (lower case)."""
    return _TOKEN.match(text) is not None


def redact(text: str) -> str:
    """The text with every token in it cut to four digits: a token gives access to the job's tracking page."""
    return _TOKEN_IN_TEXT.sub(r"\1…", text)
