"""The name in what RSS calls an author: an e-mail address, and perhaps a name beside it.

feedparser knows no top-level domain of more than four letters, and made `rnational (Jane` of
`jane@host.international (Jane)`.
"""

from __future__ import annotations

import re

# A host without a dot is one only where a name stands behind it: `Jane@AFP` is none.
_ADDRESS = re.compile(
    r"(?:\bmailto:)?(?<![\w.+-])[\w.+-]{1,64}@"
    r"(?:[\w-]{1,63}(?:\.[\w-]{1,63})+|[\w-]{1,63}(?=\s?\())(?:\?subject=[^\s<>()]+)?"
)
_EMPTY = re.compile(r"\(\s*\)|<\s*>|&lt;\s*&gt;|\[\s*\]")
_BRACKETED = re.compile(r"(\A|[,;]\s*)\(([^()]*)\)")


def name(said: str) -> str:
    """The words without e-mail addresses and the brackets around them; empty where none is left."""
    bare = _EMPTY.sub("", _ADDRESS.sub("", said)).strip(" ,;")
    return " ".join(_BRACKETED.sub(r"\1\2", bare).split()).strip(' ,;:"')
