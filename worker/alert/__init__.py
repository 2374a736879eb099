"""Whether to speak, and what to say: pure decisions, and the JSON text they become.

`decide` returns a reason to speak or a reason to hold; `compose` writes the webhook's body.
"""

from worker.alert.compose import compose, compose_alarm
from worker.alert.decide import decide

__all__ = ["compose", "compose_alarm", "decide"]
