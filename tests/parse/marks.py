"""The marks of a document one by one, and a reading of what some of them leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from worker.model import ParsedFeed, Unreadable
from worker.parse import charset
from worker.parse.feed import read_part
from worker.parse.known import MARK_BYTES, NAME_BYTES, skim


def each_mark(marks: bytes) -> Iterator[bytes]:
    """Of each entry its hash, the number of its names, and these."""
    at = 1
    while at < len(marks):
        end = at + MARK_BYTES + 1 + NAME_BYTES * marks[at + MARK_BYTES]
        yield marks[at:end]
        at = end


def every_other_read(
    body: bytes, headers: Mapping[str, str], url: str, whole: ParsedFeed
) -> ParsedFeed | Unreadable | None:
    """The document as it is read where every other entry is known already, in the worker and in a
    child; None where it would be read whole.
    """
    said = headers.get("content-type", "")
    known = whole.marks[:1] + b"".join([*each_mark(whole.marks)][::2])
    part = skim(body, said, known)
    if part is None or not part.known or not part.unread:
        return None
    return read_part(part, charset.settle(body, said), headers, url, whole.identity)
