"""Tokens: the 16 hex digits that are a job's id and its customer's key, and how they are kept out of logs."""

import re
import secrets

TOKEN_PATTERN = r"^[0-9a-f]{16}$"
_TOKEN = re.compile(TOKEN_PATTERN.removesuffix("$") + r"\Z")
_TOKEN_IN_TEXT = re.compile(r"(?<![0-9a-f])([0-9a-f]{4})[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)


def new_token() -> str:
    """64 random bits as 16 hex digits, from the operating system's cryptographic source."""
    return secrets.token_hex(8)


def new_write_id() -> str:
    """128 random bits as 32 hex digits; names one write, so that its writer recognises it."""
    return secrets.token_hex(16)


def is_token(text: str) -> bool:
    """Whether the text is a token exactly as it is stored."""
    return _TOKEN.match(text) is not None


def redact(text: str) -> str:
    """The text with every token in it cut to four digits: whoever has a token can follow the job."""
    return _TOKEN_IN_TEXT.sub(r"\1…", text)
