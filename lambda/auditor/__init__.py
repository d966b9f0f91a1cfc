"""The auditor: whether board and views say what the records say, every hour."""
