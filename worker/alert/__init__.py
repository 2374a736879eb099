"""Whether to speak, and what to say: pure decisions, and the JSON text they become.

`decide` returns a reason to speak or a reason to hold; `gates` is what keeps from being said now
what else would be (`silence`, `quiet`); `correction` says what changed in a text that was told.
`compose` writes the webhook's body, `digest` that of what was held.
"""

from worker.alert.compose import compose, compose_alarm
from worker.alert.correction import changes
from worker.alert.decide import decide
from worker.alert.digest import compose_digest

__all__ = ["changes", "compose", "compose_alarm", "compose_digest", "decide"]
