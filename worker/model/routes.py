"""Which channels an alert takes where its rule names none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from worker.model.rules import Place, Severity


@dataclass(frozen=True, slots=True)
class Route:
    """One way for alerts, open to those that meet all its conditions; empty means none.

    `labels` holds the values any of which will do, by label. `hours` are minutes since midnight
    from (included) to (not included); a night that goes past midnight is of the day it began on.
    `days` counts Monday as 0. A route without `notify` tells the channels of the one it stands in.
    """

    name: str  # "routes[1].routes[0]"
    place: Place = field(compare=False)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severities: tuple[Severity, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    days: frozenset[int] = frozenset()
    hours: tuple[int, int] | None = None
    zone: tzinfo = UTC
    notify: tuple[str, ...] = ()
    goes_on: bool = False  # `continue: true`
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes in their order, and who is told where none is open."""

    tree: tuple[Route, ...] = ()
    defaults: tuple[str, ...] = ()
