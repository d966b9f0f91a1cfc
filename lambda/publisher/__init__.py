"""The publisher: updates the projections and invalidates the edge's cache, on S3's events."""
