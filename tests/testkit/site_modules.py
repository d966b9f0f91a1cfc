"""The pages' modules, called from a test through Node."""

from collections.abc import Callable
from typing import Any

Call = Callable[..., Any]
"""`call("board/message_parser.ts", "parseMessage", text)` calls that function of that module of site/src."""
