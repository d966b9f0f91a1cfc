"""Tokens: the 16 hex digits that are a job's id and its customer's key, whose they are, and how no log gets them."""

import hashlib
import re
import secrets

from contract.names import CANARY_TOKEN_PREFIX

TOKEN_PATTERN = r"^[0-9a-f]{16}$"
_TOKEN = re.compile(TOKEN_PATTERN.removesuffix("$") + r"\Z")
_TOKEN_IN_TEXT = re.compile(r"(?<![0-9a-f])([0-9a-f]{4})[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)


def new_token() -> str:
    """64 random bits as 16 hex digits, from the operating system's cryptographic source; never a canary's."""
    while is_canary(token := secrets.token_hex(8)):
        continue
    return token


def new_canary_token() -> str:
    """A canary's token: its prefix and 32 random bits, enough for jobs that hold nobody's data and live for seconds."""
    return CANARY_TOKEN_PREFIX + secrets.token_hex(4)


def pretended_token(key: str) -> str:
    """What looks like a token, and is the same for the same key; no job has it."""
    return hashlib.sha256(f"pretended {key}".encode()).hexdigest()[:16]


def is_canary(token: str) -> bool:
    """Whether the token is that of a canary."""
    return token.startswith(CANARY_TOKEN_PREFIX)


def new_write_id() -> str:
    """128 random bits as 32 hex digits; names one write, so that its writer recognises it."""
    return secrets.token_hex(16)


def is_token(text: str) -> bool:
    """Whether the text is a token exactly as it is stored."""
    return _TOKEN.match(text) is not None


def redact(text: str) -> str:
    """The text with every token in it cut to four digits: whoever has a token can follow the job."""
    return _TOKEN_IN_TEXT.sub(r"\1…", text)
