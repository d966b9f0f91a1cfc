"""The canary: every five minutes, a booking of the system's own that is followed as a customer follows theirs."""
