"""Builds everything from the settings, ticks the pipeline, and stops cleanly.

`assembly` is the composition root, `life` what happens from the banner to the last commit,
`rounds` the ticking, `reload` the swapping of a changed configuration, `journal` what is
logged, `systemd` what the service manager hears.
"""

from worker.daemon.assembly import Options
from worker.daemon.life import run
from worker.daemon.reload import Loaded, Source, load_plan

__all__ = ["Loaded", "Options", "Source", "load_plan", "run"]
