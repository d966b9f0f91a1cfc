"""`qdn rebuild`: rebuild of board and views from the records."""

import typer

from contract.names import VIEW_PREFIX
from jobs import stores
from jobs.rebuild import Rebuilt
from jobs.rebuild import rebuild as rebuild_projections
from jobs.times import utc_now
from publisher.invalidation import InvalidationRefusedError, Invalidator
from qdn.deployment import Deployment
from qdn.exits import Exit, UnfinishedError
from qdn.options import EnvironmentOption, JsonOption, YesOption, confirm
from qdn.printing import out, print_json
from qdn.scanning import scanning
from tooling.environments import Environment

# A path costs $0.005 (qdn/prices.py), one with * as well: more than $0.50 is not spent to keep other views cached.
MOST_PATHS = 100


def rebuild(
    environment: EnvironmentOption = Environment.LOCAL, yes: YesOption = False, as_json: JsonOption = False
) -> None:
    """Make board and views anew from the records, while the system runs; taken up where an earlier run stopped.

    Asks on production. Ends with 3 when a record cannot be read: its view and its card stay as they were.
    """
    if environment is Environment.PRODUCTION:
        confirm("Make the board and every view of production anew?", yes)
    deployment = Deployment.of(environment)
    with scanning(deployment, "Rebuilding") as (scan, unreadable):
        rebuilt = rebuild_projections(scan, stores.checkpoint_store(deployment.s3, deployment.settings), utc_now())
        try:
            _invalidate(deployment.invalidator, rebuilt)
        except InvalidationRefusedError as error:
            raise UnfinishedError(f"Rebuilt, but the edge keeps old views for up to five minutes: {error}") from error
    if as_json:
        print_json(
            {
                "views": len(rebuilt.views),
                "board": rebuilt.board,
                "resumed": rebuilt.resumed,
                "unreadable": sorted(unreadable),
            }
        )
    else:
        out.print(f"Wrote {len(rebuilt.views)} views and {'the board' if rebuilt.board else 'no board'}.")
    raise typer.Exit(Exit.FINDINGS if unreadable else Exit.DONE)


def _invalidate(invalidator: Invalidator, rebuilt: Rebuilt) -> None:
    """Invalidate the written views: all views if there are many, or if an earlier, interrupted run wrote some of them.

    Raises InvalidationRefusedError.
    """
    if rebuilt.resumed or len(rebuilt.views) > MOST_PATHS:
        invalidator.invalidate([f"/{VIEW_PREFIX}*"])
    elif rebuilt.views:
        invalidator.invalidate_views(rebuilt.views)
