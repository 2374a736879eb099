"""The journey: poll, read, deliver, in that order and each in one transaction.

`journey` is the page to read first; `polling` is what happens to one feed, `recording` how visits
are written down together, `reading` what happens to one article, `placing` how its story is found,
`delivering` what happens to one message; `pages` how the page behind an article comes in, `quiet`
how a new rule reads the day before it, `watching` how the silence of feeds and receivers is told,
`expiring` a rule's last days, `promises` what was held, `canary` how the chain is proved whole;
`plan` is the configuration they work by, `events` what is told.
"""

from worker.pipeline.canary import tend_canary
from worker.pipeline.events import EVENTS
from worker.pipeline.expiring import watch_rules
from worker.pipeline.journey import STAGES, Pipeline, Stage
from worker.pipeline.plan import Plan, Watch
from worker.pipeline.promises import keep_promises
from worker.pipeline.quiet import read_quietly
from worker.pipeline.watching import watch_channels, watch_feeds

__all__ = [
    "EVENTS",
    "STAGES",
    "Pipeline",
    "Plan",
    "Stage",
    "Watch",
    "keep_promises",
    "read_quietly",
    "tend_canary",
    "watch_channels",
    "watch_feeds",
    "watch_rules",
]
