"""`make screenshots`: the pictures in docs/screenshots."""
