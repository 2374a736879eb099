"""The window people look in through: is it alive, is it ready, how is it doing.

`health` decides readiness, `metrics` counts, `silences` are made and ended, `app` answers over
HTTP (import the latter two only where a server is started: they bring the web framework along).
"""

from worker.serve.health import TickState, ready
from worker.serve.metrics import Metrics

__all__ = ["Metrics", "TickState", "ready"]
