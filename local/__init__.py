"""The laptop system: an emulator of AWS, an edge server in front of it, and the commands that run both."""
