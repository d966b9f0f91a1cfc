"""The job domain: records, the status flow, and the projections made from them. No HTTP in it."""
