"""The auditor: an hourly comparison of board and views with the records."""
