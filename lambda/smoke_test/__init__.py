"""The smoke test: a walk through the deployed system as its customers and dispatchers meet it."""
