"""Reads the whole configuration once and builds Settings from it, or names every mistake."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from worker.model import Feed
from worker.settings import checks
from worker.settings.building import canary_of, defaults_of, http_of, watch_of, web_of
from worker.settings.channels import channels_of, check_channels
from worker.settings.database import database_url
from worker.settings.feeds import FOLDER, OpmlList, build_feeds, check_feeds, read_opml
from worker.settings.mistakes import validated
from worker.settings.nodes import Node, Source
from worker.settings.origins import origins_of
from worker.settings.overlay import lay_over
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.routes import check_routes, near, routes_of, warn_of_unknown_tags
from worker.settings.rules import (
    RuleDocument,
    build,
    check_documents,
    read_documents,
    readable,
)
from worker.settings.shapes import FeedsFile, MainFile
from worker.settings.values import Http, Retention, Settings
from worker.settings.vault import Vault
from worker.settings.yaml12 import compose

DEFAULT_PATH = Path("config/wirebell.yaml")
NO_MAIN_FILE = "`wirebell init` writes one; --config PATH or $WIREBELL_CONFIG names another"

_NO_RULE_FILE = "nothing would ever ring: paths count from the main file's folder"


def find_config(flag: str | Path | None, env: Mapping[str, str]) -> Path:
    """The main file: flag, $WIREBELL_CONFIG or config/wirebell.yaml; it may be missing."""
    return Path(flag or env.get("WIREBELL_CONFIG") or DEFAULT_PATH)


@dataclass(slots=True)
class _Run:
    """What one run has read so far."""

    path: Path
    reading: Reading
    vault: Vault
    main: Node | None = None
    shape: MainFile | None = None
    lists: dict[str, OpmlList] = field(default_factory=dict)
    more: list[tuple[FeedsFile | None, Node]] = field(default_factory=list)
    rules: list[RuleDocument] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.path.parent


def load(
    path: Path,
    env: Mapping[str, str],
    overrides: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
) -> Settings:
    """The settings a main file, its rule files, feeds.d and the environment amount to.

    `overrides` are dotted keys with values as text, and win over everything. `today` (UTC)
    decides which rules have expired. Raises Problems with every mistake of all files.
    """
    reading = Reading()
    run = _Run(path, reading, Vault(path.parent, env, reading))
    _read_main(run, overrides or {})
    _read_feeds(run)
    _read_rules(run, today or datetime.now(UTC).date())
    if reading.problems or run.main is None or run.shape is None:
        raise reading.refusal(*readable(run.rules))
    return _settings(run, run.main, run.shape)


def load_http(text: str, env: Mapping[str, str], overrides: Mapping[str, str]) -> Http:
    """How to go out where no main file says it: as this text does, the environment and flags over
    it. Raises Problems.
    """
    reading = Reading()
    run = _Run(Path(), reading, Vault(Path(), env, reading))
    run.main, _ = compose(Source("", text, is_file=False))
    if run.main is not None:
        _lay_and_check(run, run.main, overrides)
    if reading.problems or run.shape is None:
        raise reading.refusal()
    return http_of(run.shape.http, run.folder, run.vault)


def _read_main(run: _Run, overrides: Mapping[str, str]) -> None:
    reading = run.reading
    run.main = reading.document(run.path, hint=NO_MAIN_FILE)
    if run.main is not None:
        _lay_and_check(run, run.main, overrides)


def _lay_and_check(run: _Run, main: Node, overrides: Mapping[str, str]) -> None:
    lay_over(main, run.folder, run.vault, overrides, run.reading)
    run.shape = validated(MainFile, main, run.reading)
    checks.check_main(main, run.folder, run.vault, run.reading)
    check_channels(main, run.vault, run.reading)


def _read_feeds(run: _Run) -> None:
    reading = run.reading
    folder = run.folder / FOLDER
    reading.look_at(folder)
    for pattern in ("*.yaml", "*.yml"):
        for path in reading.matching(folder, pattern, None):
            root = reading.document(path)
            if root is not None:
                run.more.append((validated(FeedsFile, root, reading), root))
    roots = [*([run.main] if run.main else []), *(root for _, root in run.more)]
    check_feeds(roots, reading)
    for root in roots:
        checks.check_every(root.select("feeds", "*"), reading)
        checks.check_logins(root.select("feeds", "*"), reading)
        run.lists |= read_opml(root, run.folder, reading)
    for _, root in run.more:
        checks.check_feed_headers(root, run.vault, reading)


def _read_rules(run: _Run, today: date) -> None:
    reading = run.reading
    paths: dict[Path, Node | None] = {}
    patterns, before = _rule_patterns(run.main), len(reading.problems)
    for pattern, at in patterns:
        for path in reading.matching(run.folder, pattern, at):
            paths.setdefault(path, at)
    written = [at for _, at in patterns if at is not None]
    if written and not paths and len(reading.problems) == before:
        reading.problem(written[0], "CFG011", "no rule file matches", _NO_RULE_FILE)
    run.rules = read_documents(paths, reading)
    roots = [document.root for document in run.rules]
    check_documents(run.rules, reading, today)
    if run.main:
        channels = checks.names_of_channels(run.main)
        rules = [rule for root in roots for rule in root.select("rules", "*")]
        for rule in rules:
            checks.check_notify(rule.select("notify", "*"), channels, reading)
        whole = len(roots) == len(paths)
        check_routes(run.main, rules if whole else None, channels, reading)


def _rule_patterns(main: Node | None) -> list[tuple[str, Node | None]]:
    node = main.child("rules") if main else None
    if node is None or node.value is None:
        default: str = MainFile.model_fields["rules"].default
        return [(default, None)]
    nodes = node.value if isinstance(node.value, list) else [node]
    return [(n.value, n) for n in nodes if isinstance(n.value, str) and n.value.isprintable()]


def _settings(run: _Run, main: Node, shape: MainFile) -> Settings:
    reading, vault = run.reading, run.vault
    defaults = defaults_of(shape)
    items = list(zip(shape.feeds, main.select("feeds", "*"), strict=True))
    for extra, root in run.more:
        items += zip(extra.feeds if extra else [], root.select("feeds", "*"), strict=True)
    feeds = build_feeds(items, run.lists, defaults, vault)
    entities, rules = build(run.rules, defaults.language, reading.lists)
    _warn_of_unknown_feeds(run.rules, feeds, reading)
    warn_of_unknown_tags(main, feeds, reading)
    origins = origins_of(main, shape)
    return Settings(
        path=run.path,
        hash=_hash(reading.contents, origins, run.path),
        database=database_url(vault.open(shape.database), run.folder),
        timezone=shape.timezone,
        http=http_of(shape.http, run.folder, vault),
        web=web_of(shape.web, vault),
        retention=Retention(shape.retention.articles, shape.retention.alerts),
        defaults=defaults,
        feeds=feeds,
        channels=channels_of(shape, vault),
        rules=rules,
        routes=routes_of(shape.routes, main.select("routes", "*"), shape.timezone),
        entities=entities,
        watch=watch_of(shape.watch),
        canary=canary_of(shape.watch, vault),
        stamps=reading.stamps(),
        origins=origins,
        warnings=tuple(reading.warnings),
    )


def _warn_of_unknown_feeds(
    documents: Sequence[RuleDocument], feeds: Sequence[Feed], reading: Reading
) -> None:
    """Compared as the matcher compares them: capitals do not count."""
    names = {f.name for f in feeds} | {f"tag:{tag}" for f in feeds for tag in f.tags}
    known = {name.casefold() for name in names} | {f.url.casefold() for f in feeds}
    for document in documents:
        for node in document.root.select("rules", "*", "where", "feeds", "*"):
            if node.value.casefold() not in known:
                words = f"no feed has this name, URL or tag: '{shown(node.value)}'"
                reading.warn(node, words + near(node.value, names))


def _hash(contents: Sequence[bytes], origins: Mapping[str, tuple[str, str]], main: Path) -> str:
    """16 hex digits naming what was read, however the path of the main file was given. Secrets
    take no part: only where they come from.
    """
    written = f"{main}:"
    said = [
        (key, value, "written" if source.startswith(written) else source)
        for key, (value, source) in origins.items()
    ]
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    digest.update(json.dumps(sorted(said)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
