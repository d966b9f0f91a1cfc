"""Every text that a customer reads, one JSON file per language; languages.json lists the languages."""
