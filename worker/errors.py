"""What can go wrong, as a tree arranged by what to do next.

Try again (Transient), do not try again (Permanent), ask the operator (Misconfigured).
`exit_code` is what the command ends with when the error reaches it (sysexits.h numbers).
"""

from __future__ import annotations


class WirebellError(Exception):
    """Any failure Wirebell understands; its text is a sentence for the operator."""

    exit_code = 1


class Transient(WirebellError):
    """May pass by itself: try again later."""

    exit_code = 69


class StoreBusy(Transient):
    """The database is locked or unreachable just now."""


class StoreFull(Transient):
    """The disk under the database is full; nothing was written."""


class Permanent(WirebellError):
    """Trying again changes nothing."""


class Hostile(Permanent):
    """The other side attacks: a private address, a bomb, an endless answer."""


class StoreCorrupt(Permanent):
    """The database file is damaged; it is refused, never re-created."""

    exit_code = 69


class Misconfigured(WirebellError):
    """Only the operator can mend it: files, environment, permissions, schema."""

    exit_code = 78


class SchemaMismatch(Misconfigured):
    """The database schema is older or newer than this program."""


class AlreadyRunning(Misconfigured):
    """Another worker holds this SQLite database; the text names it."""

    exit_code = 69


class Usage(WirebellError):
    """The command line asks for something that does not exist."""

    exit_code = 2
