"""Helpers of the tests of synthesized templates."""
