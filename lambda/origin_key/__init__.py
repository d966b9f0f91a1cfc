"""The origin key: what the edge says to the API so that the API answers nobody else, anew for every release."""
