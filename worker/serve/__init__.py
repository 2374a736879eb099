"""The window people look in through: is it alive, is it ready, how is it doing.

`health` decides readiness, `metrics` counts, `app` answers over HTTP (import it only where a
server is started: it brings the web framework along).
"""

from worker.serve.health import TickState, ready
from worker.serve.metrics import Metrics

__all__ = ["Metrics", "TickState", "ready"]
