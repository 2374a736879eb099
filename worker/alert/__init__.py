"""Whether to speak, and what to say: pure decisions, and the JSON text they become.

`decide` returns a reason to speak or a reason to hold; `compose` writes the webhook's body;
`route` finds the channels an alert takes, `survey` the routes that none will ever take.
"""

from worker.alert.compose import compose, compose_alarm
from worker.alert.decide import decide
from worker.alert.reach import survey
from worker.alert.routing import channels_by_rule, conditions, route

__all__ = [
    "channels_by_rule",
    "compose",
    "compose_alarm",
    "conditions",
    "decide",
    "route",
    "survey",
]
