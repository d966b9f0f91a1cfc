"""Code that tests share. No test module and no conftest.py is imported by another module: shared code is here."""
