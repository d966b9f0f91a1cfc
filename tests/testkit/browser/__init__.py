"""Shared code of the tests of the pages: visitors, fixed responses, the clock of a page, axe-core."""
