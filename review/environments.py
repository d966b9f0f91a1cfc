"""The environments that are deployed on AWS, in the order in which an assembly goes through them."""

DEPLOYED = ("staging", "production")
