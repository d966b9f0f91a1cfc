"""The job API: HTTP in front of the job domain."""
