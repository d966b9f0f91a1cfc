"""The canary: a booking of the system's own, every five minutes, followed as its customer would."""
