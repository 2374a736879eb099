"""The one way out: feeds and channels go through this guarded HTTP client, mail to checked sockets.

`build_client` makes the client the daemon shares. It resolves a name once, refuses the whole
name if any of its addresses is not public, and connects to the very address it checked, so a
name that changes its mind between check and use (DNS rebinding) has no second say.
`read_bounded` reads an answer that may be a bomb. `in_words` says what went wrong.

Redirects, retries and concurrency belong to the callers. One request runs in one task, inside
`watched()`, under the caller's own `asyncio.timeout`: only it knows the deadline of the whole.
"""

from worker.net.addresses import Network, read_literal, refusal
from worker.net.client import GuardedClient, build_client
from worker.net.guard import Guard
from worker.net.progress import Progress, watched
from worker.net.reading import Body, TooLarge, Undecodable, plain_headers, read_bounded
from worker.net.resolving import Resolve, Resolver
from worker.net.sockets import open_socket
from worker.net.words import Trouble, http_date, in_words, retry_after, without_secrets

__all__ = [
    "Body",
    "Guard",
    "GuardedClient",
    "Network",
    "Progress",
    "Resolve",
    "Resolver",
    "TooLarge",
    "Trouble",
    "Undecodable",
    "build_client",
    "http_date",
    "in_words",
    "open_socket",
    "plain_headers",
    "read_bounded",
    "read_literal",
    "refusal",
    "retry_after",
    "watched",
    "without_secrets",
]
