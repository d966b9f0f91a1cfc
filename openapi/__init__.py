"""The API's description: docs/openapi.json for programs, docs/api.md for people, both made from the models."""
