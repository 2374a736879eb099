"""Pages for the tests of full text, written here: an article, and pages in its way."""

from __future__ import annotations

STANDFIRST = "The ministry says the port will be shut for a week while divers look for mines."
SENTENCES = (
    "The harbour master of Vestby ordered every vessel out of the basin on Monday morning.",
    "Two tugs and a ferry had reported an object drifting under the northern quay at dawn.",
    "Divers of the navy found what they called a device of unknown age, and withdrew at once.",
    "Nobody was hurt, and the ferries to the islands now leave from the old fishing port.",
)
PROSE = tuple(f"{one} {two} Point {n} of the report says so." for n, (one, two) in enumerate(
    (first, second) for first in SENTENCES for second in SENTENCES if first != second
))  # fmt: skip


def article(*extra: str, head: str = "", paragraphs: int = 8, lead: str = STANDFIRST) -> bytes:
    """A page of `paragraphs` paragraphs; `extra` is markup after them, within the article."""
    body = "".join(f"<p>{text}</p>" for text in PROSE[:paragraphs])
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Port of Vestby shut</title>{head}</head>"
        "<body><nav><a href=/>Home</a> <a href=/w>World</a></nav><main><article>"
        f"<h1>Port of Vestby shut</h1><div class=teaser><p>{lead}</p></div><div class=body>{body}"
        f"{''.join(extra)}</div></article></main><footer><p>The Vestby Post, since 1881</p>"
        "</footer></body></html>"
    ).encode()


def page(text: str, *, title: str = "Vestby Post", head: str = "") -> bytes:
    """A page that shows `text`, a paragraph a line, and nothing else."""
    shown = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><div>{shown}</div>"
        "</body></html>"
    ).encode()
