"""What people ask for: a new job, a booking, a change of status. The same words and rules as the record's."""

from typing import Annotated

from jobs.record import Address, BlankIsNone, City, Customer, Price, Service, Strict, Why, Window, Zip
from jobs.status_flow import StatusId


class JobRequest(Strict):
    """A job as a dispatcher enters it."""

    customer: Customer
    service: Service
    price: Price | None = None
    window: Window | None = None


class BookingAddress(Address):
    """An address whose city and ZIP code are needed: nobody is on the phone to ask."""

    city: City
    zip: Zip


class BookingService(Service):
    """What a customer books, and where."""

    address: BookingAddress


class BookingRequest(Strict):
    """A job as a customer books it."""

    customer: Customer
    service: BookingService
    window: Window | None = None


class StatusChange(Strict):
    """Which status a job shall have, and why."""

    to: StatusId
    why: Annotated[Why | None, BlankIsNone] = None
