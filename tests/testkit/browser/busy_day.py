"""The jobs of a busy day on the board."""

from datetime import timedelta

from tooling.prepared_board import ME, NOW, Card, card, utc


def busy_day() -> list[Card]:
    """A morning at the yard: something overdue, something under way, the rest of the day, and the days after."""
    pending, ready, started, done = "pending_pickup", "ready_for_pickup", "in_progress", "completed"

    def ended(number: int, window: tuple[int, float, float], hour: int, minute: int, day: int = 0) -> Card:
        at = utc((NOW + timedelta(days=day)).replace(hour=hour, minute=minute))
        change = {"from": started, "to": done, "at": at, "by": ME, "why": None}
        return card(number, done, window, last_change=change)

    back = {"from": ready, "to": pending, "at": utc(NOW), "by": ME, "why": "Asked for another day"}
    confirmed = {"from": pending, "to": ready, "at": utc(NOW), "by": "customer", "why": None}
    return [
        card(0, pending, None),
        card(4, pending, None),
        card(8, pending, None),
        card(2, pending, (1, 13, 15), last_change=back),
        card(5, pending, (2, 8, 10)),
        card(1, ready, (0, 8, 10)),
        card(9, ready, (0, 12, 14)),
        card(6, ready, (0, 15, 17), last_change=confirmed),
        card(7, ready, (1, 9, 11)),
        card(14, ready, (3, 10, 12)),
        card(12, started, (0, 9.5, 11.5)),
        card(17, started, (0, 10, 12)),
        ended(3, (0, 7, 9), 9, 5),
        ended(11, (0, 8, 9), 8, 50),
        ended(15, (-1, 14, 16), 16, 10, day=-1),
    ]
