"""One module for each service: what it is asked, how its answer is understood, how it is probed.

All are pure, and all have the shape of `worker.deliver.request.Kind`; a new one is best begun as
a copy of its nearest neighbour. `e-mail`, `command` and `apprise` speak no HTTP of ours and have
doors of their own.
"""

from collections.abc import Mapping

from worker.deliver.kinds import alertmanager, discord, ntfy, slack, teams, telegram, webhook
from worker.deliver.request import Kind

KINDS: Mapping[str, Kind] = {
    "alertmanager": alertmanager,
    "discord": discord,
    "ntfy": ntfy,
    "slack": slack,
    "teams": teams,
    "telegram": telegram,
    "webhook": webhook,
}
