"""What the tests of the synthesized templates share."""
