"""The smoke test: requests to a deployed system as customers and dispatchers send them, at the end of each deploy."""
