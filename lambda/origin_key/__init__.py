"""The origin key: a header value that proves to the API that a request came through the edge; new in each release."""
