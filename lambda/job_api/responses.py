"""Bodies of responses that are neither a record, a board nor a problem."""

from pydantic import BaseModel

from jobs.public_view import View
from jobs.record import Token
from jobs.strict import Strict


class Booked(Strict):
    """A booked job: its token, the path of its tracking page, and its public view."""

    token: Token
    tracking_path: str
    view: View


class Confirmed(Strict):
    """The public view after the confirmation."""

    view: View


class GatewayMessage(BaseModel):
    """The body of a response that API Gateway makes itself, without calling the API."""

    message: str
