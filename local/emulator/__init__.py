"""MiniStack with the additions that the project's templates need to deploy unchanged."""
