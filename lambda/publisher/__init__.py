"""The publisher: keeps the projections and the edge up with the records, from S3's events."""
