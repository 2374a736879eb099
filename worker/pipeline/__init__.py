"""The journey: poll, read, deliver, in that order and each in one transaction.

`journey` is the page to read first; `reading` is what happens to one article, `pages` how the page
behind it comes in; `quiet` how a new rule reads the day before it; `plan` is the configuration they
work by, `events` what is told.
"""

from worker.pipeline.events import EVENTS
from worker.pipeline.journey import STAGES, Pipeline, Stage
from worker.pipeline.plan import Plan
from worker.pipeline.quiet import read_quietly

__all__ = ["EVENTS", "STAGES", "Pipeline", "Plan", "Stage", "read_quietly"]
