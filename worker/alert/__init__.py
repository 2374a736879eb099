"""Whether to speak, and what to say: pure decisions, and the JSON text they become.

`decide` returns a reason to speak or a reason to hold; `gates` is what keeps from being said now
what else would be (`silence`, `quiet`); `silencing` reads what somebody wrote of a silence;
`correction` says what changed in a text that was told. `compose` writes the webhook's body,
`digest` that of what was held. `route` finds the channels an alert takes, `survey` the routes that
none will ever take.
"""

from worker.alert.compose import compose, compose_alarm
from worker.alert.correction import REWRITTEN, changes
from worker.alert.decide import decide
from worker.alert.digest import compose_digest
from worker.alert.reach import survey
from worker.alert.routing import channels_by_rule, conditions, route

__all__ = [
    "REWRITTEN",
    "changes",
    "channels_by_rule",
    "compose",
    "compose_alarm",
    "compose_digest",
    "conditions",
    "decide",
    "route",
    "survey",
]
