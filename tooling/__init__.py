"""Tools that the laptop's system, the operator's commands, the measurements and the tests share.

`steps`, `paths`, `ports`, `aws`, `cdk`, `site`, `stamps` and `environments` need no installed package: `make up` runs
them before it has installed any.
"""
