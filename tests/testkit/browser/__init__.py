"""What the tests of the pages share: visitors, fixed responses, the clock of a page, axe-core."""
