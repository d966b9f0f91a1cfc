"""MiniStack, started so that our unchanged templates deploy to it."""
