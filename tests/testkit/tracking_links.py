"""Tracking links as people paste them."""

AFTER_A_LINK = [".", ",", ";", ":", "!", "?", ")", ").", "]", "}", ">", "'", '"', "*", "_", "...", "%22", "%3E", "%3e,"]
"""Characters that a message or a mail program leaves at the end of a link."""
