"""What the main file promises as a whole: secrets that open, channels that exist, a safe window.

Each check works on the tree as written, so that a wrong shape elsewhere hides nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from worker.settings import scalars
from worker.settings.database import database_url
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.scalars import Unread, did_you_mean
from worker.settings.vault import Vault

CONSOLE = "console"  # the channel that is there without being named
_SHORT = timedelta(minutes=1)


def check_main(root: Node, folder: Path, vault: Vault, reading: Reading) -> None:
    """Everything about the main file that needs more than one value or the outside."""
    _check_secrets(root, folder, vault, reading)
    _check_window(root, vault, reading)
    channels = names_of_channels(root)
    notified = (
        ("defaults", "notify", "*"),
        ("watch", "*", "notify", "*"),
    )
    for pattern in notified:
        check_notify(root.select(*pattern), channels, reading)
    if root.child("defaults") is not None and isinstance(root.value["defaults"].value, dict):
        check_every([root.value["defaults"]], reading)


def names_of_channels(root: Node) -> frozenset[str]:
    """All channels there are, the built-in one included."""
    named = {name for holder in root.select("channels") for name in holder.keys}
    return frozenset(named | {CONSOLE})


def check_notify(nodes: Iterable[Node], channels: frozenset[str], reading: Reading) -> None:
    """Each node names a channel there is."""
    for node in nodes:
        if isinstance(node.value, str) and node.value not in channels:
            message = f"no channel is called '{shown(node.value)}'"
            reading.problem(node, "CFG030", message, did_you_mean(node.value, channels))


def check_every(holders: Iterable[Node], reading: Reading) -> None:
    """Warn of an interval that publishers will resent."""
    for holder in holders:
        for node in holder.select("every"):
            try:
                short = isinstance(node.value, str) and scalars.duration(node.value) < _SHORT
            except Unread:
                continue
            if short:
                reading.warn(node, f"every {node.value} is under a minute: publishers may refuse")


def check_logins(feeds: Iterable[Node], reading: Reading) -> None:
    """Warn of a feed's password where everybody sees it."""
    for feed in feeds:
        node = feed if isinstance(feed.value, str) else feed.child("url")
        if node is not None and _password_in(node):
            message = "a password in the file, which lists show: better"
            reading.warn(node, f"{message} headers: {{Authorization: {{env: NAME}}}}")


def check_feed_headers(root: Node, vault: Vault, reading: Reading) -> None:
    """The secrets in feeds' headers open, and may stand in a header."""
    _open_all(root.select("feeds", "*", "headers", "*"), scalars.header_value, vault, reading)


def _check_secrets(root: Node, folder: Path, vault: Vault, reading: Reading) -> None:
    def as_database(text: str) -> str:
        return database_url(text, folder)

    for node in root.select("database"):
        opened = open_checked(node, as_database, vault, reading)
        if opened is not None and node.source.is_file and _password_in(node):
            reading.warn(node, "a password in the file: better in WIREBELL_DATABASE_FILE")
    for node in root.select("http", "proxy"):
        open_checked(node, scalars.proxy_url, vault, reading)
        if node.source.is_file and _password_in(node):
            reading.warn(node, "a password in the file: better {file: PATH} or {env: NAME}")
    for node in root.select("http", "ca_bundle"):
        _check_bundle(node, folder, vault, reading)
    _open_all(root.select("channels", "*", "secrets", "*"), scalars.webhook_secret, vault, reading)
    _open_all(root.select("channels", "*", "url"), scalars.web_url, vault, reading)
    _open_all(root.select("watch", "canary", "heartbeat"), scalars.web_url, vault, reading)
    _open_all(root.select("channels", "*", "headers", "*"), scalars.header_value, vault, reading)
    check_feed_headers(root, vault, reading)


def _open_all(
    nodes: Iterator[Node], check: Callable[[str], object], vault: Vault, reading: Reading
) -> None:
    for node in nodes:
        open_checked(node, check, vault, reading)


def open_checked(
    node: Node, check: Callable[[str], object], vault: Vault, reading: Reading
) -> str | None:
    """The opened and checked value, or None with the mistake noted where the secret is named."""
    try:
        opened = vault.open_node(node)
        if opened is not None and (isinstance(node.value, dict) or node.source.is_file):
            check(opened)
    except Unread as error:
        at = node
        if isinstance(node.value, dict):
            at = node.child("file") or node.child("env") or node
        written_text = isinstance(node.value, str) and error.code not in ("CFG007", "CFG006")
        if not written_text:
            reading.problem(at, error.code, error.message, error.hint)
        return None
    return opened


def _check_bundle(node: Node, folder: Path, vault: Vault, reading: Reading) -> None:
    named = node.child("file") if isinstance(node.value, dict) else None
    try:
        text = named.value if named is not None else vault.open_node(node)
        if isinstance(text, str):
            _read_bundle(folder / text, reading)
    except Unread as error:
        reading.problem(node, error.code, f"the CA bundle: {error.message}", error.hint)


def _read_bundle(path: Path, reading: Reading) -> None:
    if b"-----BEGIN CERTIFICATE-----" not in reading.read_bytes(path):
        raise Unread("CFG011", "no PEM certificate in it")


def _password_in(node: Node) -> bool:
    try:
        return isinstance(node.value, str) and urlsplit(node.value).password is not None
    except ValueError:
        return False


def _check_window(root: Node, vault: Vault, reading: Reading) -> None:
    listen = next(root.select("web", "listen"), None)
    token = next(root.select("web", "token"), None)
    if token is not None and isinstance(token.value, dict):
        open_checked(token, str, vault, reading)
    guarded = token is not None and token.value is not None
    _check_writing(root, reading, guarded=guarded)
    if listen is None or not isinstance(listen.value, str):
        return
    try:
        address = scalars.listen(listen.value)
    except Unread:
        return
    open_to_all = address is not None and not scalars.is_loopback(address[0])
    if open_to_all and not guarded:
        hint = "add web.token: {file: PATH}, or listen on 127.0.0.1"
        reading.problem(listen, "CFG031", "others can reach this address without a token", hint)


def _check_writing(root: Node, reading: Reading, *, guarded: bool) -> None:
    """Also where only this machine listens: it has other users, and their browsers."""
    for write in root.select("web", "write"):
        if write.value is True and not guarded:
            hint = "add web.token: {file: PATH}, or leave web.write out"
            message = "anybody who reaches the window could silence alerts without a token"
            reading.problem(write, "CFG031", message, hint)
