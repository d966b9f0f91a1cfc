"""The canary: every five minutes it books a job through the edge and follows its tracking link, as a customer does."""
