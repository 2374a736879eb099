"""The journey: poll, read, deliver, in that order and each in one transaction.

`journey` is the page to read first; `reading` is what happens to one article; `plan` is the
configuration they work by, `events` what is told of it all.
"""

from worker.pipeline.events import EVENTS
from worker.pipeline.journey import STAGES, Pipeline, Stage
from worker.pipeline.plan import Plan

__all__ = ["EVENTS", "STAGES", "Pipeline", "Plan", "Stage"]
