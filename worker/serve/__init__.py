"""The window people look in through: is it alive, is it ready, how is it doing.

`health` decides readiness and `metrics` counts. All else brings the web framework along, and is
imported only where a server is started: `app` answers over HTTP and `guard` says to whom, `said`
is pages and `atom` a feed of what was said, `listings` are lists as JSON, `silences` are made and
ended, `openapi` describes these.
"""

from worker.serve.health import ready
from worker.serve.metrics import Metrics

__all__ = ["Metrics", "ready"]
