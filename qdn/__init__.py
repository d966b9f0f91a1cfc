"""`qdn`, the operator's command line."""
