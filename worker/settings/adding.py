"""Writes the feeds people add by command into feeds.d/added.yaml, whole or not at all."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from worker.errors import Usage
from worker.settings.feeds import FOLDER, same_url
from worker.settings.mistakes import validated
from worker.settings.nodes import Node, Source
from worker.settings.problems import Problem, Problems, shown, without_secrets
from worker.settings.reading import Reading
from worker.settings.shapes import FeedsFile, FeedShape
from worker.settings.yaml12 import compose

_HEADER = "# Feeds added by `wirebell feeds add`; edit freely.\nversion: 1\nfeeds:\n"


def add_feed(
    settings_path: Path, feed_url: str, name: str | None = None, tags: Sequence[str] = ()
) -> Path:
    """Append a feed to feeds.d/added.yaml beside the main file, and return that path.

    Adding a URL that stands there already changes nothing. Raises Usage for what is no feed,
    Problems where the file as it is cannot be read.
    """
    item: dict[str, object] = {"url": feed_url}
    if name:
        item["name"] = name
    if tags:
        item["tags"] = list(tags)
    try:
        FeedShape.model_validate(item)
    except ValidationError as error:
        words = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
        raise Usage(f"cannot add '{shown(without_secrets(feed_url))}': {words}") from None
    folder = settings_path.parent / FOLDER
    path = folder / "added.yaml"
    try:
        folder.mkdir(exist_ok=True)
        with alone_in(folder):
            text, known = _written(path)
            if same_url(feed_url) not in known:
                replace_file(path, _with_feed(path, text, item))
    except OSError as error:
        words = f"cannot write {path}: {error.strerror}"
        raise Usage(f"{words}; add the feed where that folder can be written") from error
    return path


def _written(path: Path) -> tuple[str, set[str]]:
    """The file's text and the URLs in it."""
    if not path.exists():
        return _HEADER, set()
    reading = Reading()
    root = reading.document(path)
    shape = validated(FeedsFile, root, reading) if root is not None else None
    if shape is None or reading.problems:
        raise reading.refusal()
    urls = [i if isinstance(i, str) else getattr(i, "url", "opml") for i in shape.feeds]
    return path.read_text(encoding="utf-8-sig"), set(map(same_url, urls))


def _with_feed(path: Path, text: str, item: dict[str, object]) -> str:
    """The text with one more item at its end, where it can be read back so."""
    line = json.dumps(item, ensure_ascii=False)  # JSON is YAML's flow style
    start = text if text.endswith("\n") else text + "\n"
    indents = [n.place.column - 3 for n in _items(text)] or [2]
    made = f"{start}{' ' * max(0, indents[0])}- {line}\n"
    if len(_items(made)) == len(_items(text)) + 1:
        return made
    place = Source(str(path), text).place(len(text))
    hint = "end the file with a block list: feeds: and one `- ...` a line"
    message = "no feed can be appended to this file"
    raise Problems([Problem(place, "CFG010", message, hint, "", 0)])


def _items(text: str) -> list[Node]:
    root, problems = compose(Source("", text))
    return list(root.select("feeds", "*")) if root is not None and not problems else []


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other commands from writing into the folder meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace_file(path: Path, text: str) -> None:
    """Write beside it and rename, so that a reader sees the old text or the new, whole."""
    scrap = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with scrap.open("wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            scrap.chmod(path.stat().st_mode & 0o7777)
        scrap.replace(path)
    finally:
        scrap.unlink(missing_ok=True)
