"""What makes a laptop behave like AWS: an emulator, an edge in front of it, and the commands that run both."""
