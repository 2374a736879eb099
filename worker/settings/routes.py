"""`routes:` as values, and what is wrong with it that no single value shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo

from worker.model import Feed, Route
from worker.settings.checks import check_notify
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.route_shapes import RouteShape
from worker.settings.scalars import did_you_mean, nearest


def routes_of(
    shapes: Sequence[RouteShape], nodes: Iterator[Node], zone: tzinfo, above: str = ""
) -> tuple[Route, ...]:
    """The routes of shapes without mistakes, each named by its place in the tree."""
    pairs = enumerate(zip(shapes, nodes, strict=True))
    return tuple(_route(f"{above}routes[{n}]", shape, node, zone) for n, (shape, node) in pairs)


def _route(name: str, shape: RouteShape, node: Node, zone: tzinfo) -> Route:
    return Route(
        name=name,
        place=next(iter(node.keys.values()), node).place,
        labels={label: _values(said) for label, said in shape.labels.items()},
        severities=shape.severity or (),
        tags=tuple(dict.fromkeys(shape.tags)),
        languages=tuple(dict.fromkeys(shape.languages)),
        rules=tuple(dict.fromkeys(shape.rules)),
        days=frozenset(day for days in shape.days for day in days),
        hours=shape.hours,
        zone=shape.timezone or zone,
        notify=tuple(dict.fromkeys(shape.notify or ())),
        goes_on=shape.goes_on,
        routes=routes_of(shape.routes, node.select("routes", "*"), zone, f"{name}."),
    )


def _values(said: str | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(dict.fromkeys(said))


def check_routes(
    root: Node, rules: Sequence[Node] | None, channels: frozenset[str], reading: Reading
) -> None:
    """Each route names channels there are, and rules and labels there are, and some channel at all.

    `rules` is None where not all rule files could be read.
    """
    labels = None if rules is None else _labels(rules)
    ids = {str(node.value) for rule in rules or () for node in rule.select("id")}
    for way in _all(root):
        check_notify(way.select("notify", "*"), channels, reading)
        if labels is not None:
            _check_rules(way, ids, reading)
            _check_labels(way, labels, reading)
    for way in root.select("routes", "*"):
        _check_channels(way, reading, given=False)


def warn_of_unknown_tags(root: Node, feeds: Sequence[Feed], reading: Reading) -> None:
    """No alert takes a route whose tag no feed has; capitals do not count."""
    tags = {tag for feed in feeds for tag in feed.tags}
    known = {tag.casefold() for tag in tags}
    for way in _all(root):
        for node in way.select("tags", "*"):
            if node.value.casefold() not in known:
                words = f"no feed has this tag: '{shown(node.value)}'"
                reading.warn(node, words + near(node.value, tags))


def _all(node: Node) -> Iterator[Node]:
    for way in node.select("routes", "*"):
        yield way
        yield from _all(way)


def _check_channels(way: Node, reading: Reading, *, given: bool) -> None:
    """A route that names no channel, in none that does, must hold others that do."""
    named = given or any(nearest(key, ["notify"]) for key in way.keys)  # or misspelt
    inner = [*way.select("routes", "*")]
    if isinstance(way.value, dict) and not named and not inner:
        at = next(iter(way.keys.values()), way)
        hint = "add notify: [NAME]; to tell nobody, a rule says shadow: true"
        reading.problem(at, "CFG003", "this route names no channel", hint)
    for each in inner:
        _check_channels(each, reading, given=named)


def _check_rules(way: Node, ids: set[str], reading: Reading) -> None:
    for node in way.select("rules", "*"):
        if isinstance(node.value, str) and node.value not in ids:
            message = f"no rule is called '{shown(node.value)}'"
            reading.problem(node, "CFG033", message, did_you_mean(node.value, ids))


def _labels(rules: Sequence[Node]) -> dict[str, set[str]]:
    """Every label rules carry, with all its values."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for holder in rule.select("labels"):
            for label, node in holder.value.items() if isinstance(holder.value, dict) else ():
                found.setdefault(label, set()).add(str(node.value))
    return found


def _check_labels(way: Node, known: Mapping[str, set[str]], reading: Reading) -> None:
    """Warn of labels no rule carries (yet): the route is idle until one does."""
    for holder in way.select("labels"):
        for label, node in holder.value.items() if isinstance(holder.value, dict) else ():
            if label not in known:
                words = f"no rule has a label '{shown(label)}'"
                reading.warn(holder.keys[label], words + near(label, known.keys()))
                continue
            for value in node.value if isinstance(node.value, list) else [node]:
                if isinstance(value.value, str) and value.value not in known[label]:
                    words = f"no rule has the label {shown(label)}: {shown(value.value)}"
                    reading.warn(value, words + near(value.value, known[label]))


def near(wrong: str, known: Iterable[str]) -> str:
    """`: did you mean 'night'?`, where something known is near."""
    found = nearest(wrong, known)
    return f": did you mean '{found}'?" if found else ""
