"""Turns files and environment into frozen settings, or names every mistake in them.

    reading   files, their bytes, and whether they change
    yaml12    text -> nodes with places
    shapes    rule_shapes  fields  scalars   what may stand there, and what it means
    mistakes  what the models refuse, at its place
    overlay   environment and flags over the file
    vault     secrets, fetched and kept out of sight
    checks    what the file promises as a whole
    loading   the run that does all of it

Why an own YAML constructor? Because `no`, `off`, `22:00` and dates must stay text, a key written
twice must be a mistake, and every value must know its line and column. Why do checks work on the
tree as written, not on the models? So that a wrong shape in one place hides no mistake elsewhere.
"""

from worker.settings.adding import add_feed
from worker.settings.loading import find_config, load, load_http
from worker.settings.problems import CODES, Problem, Problems, problems_as_json, render
from worker.settings.reading import unchanged
from worker.settings.rules import Rulebook, read_rules
from worker.settings.schema import schema
from worker.settings.values import (
    Alarm,
    Defaults,
    Http,
    Retention,
    Settings,
    Web,
)

__all__ = [
    "CODES",
    "Alarm",
    "Defaults",
    "Http",
    "Problem",
    "Problems",
    "Retention",
    "Rulebook",
    "Settings",
    "Web",
    "add_feed",
    "find_config",
    "load",
    "load_http",
    "problems_as_json",
    "read_rules",
    "render",
    "schema",
    "unchanged",
]
