"""Jobs: records, status flow, projections and their stores, and the job service. It contains no HTTP."""
