"""Which silences hold what: somebody's word that something is not to be told for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from worker.model import Article, Matched, Rule, Silence
from worker.text.jsonable import moment


def holding(
    silences: Iterable[Silence],
    rule: Rule,
    channel: str,
    article: Article,
    story: int | None,
    now: datetime,
) -> Silence | None:
    """The silence that holds this longest; None where none does."""
    active = (each for each in silences if each.starts_at <= now < each.ends_at)
    fitting = (each for each in active if fits(each, rule, channel, article, story))
    return max(fitting, key=lambda each: (each.ends_at, each.id), default=None)


def fits(silence: Silence, rule: Rule, channel: str, article: Article, story: int | None) -> bool:
    """Whether every kind of matcher it names has one that fits.

    A feed is matched by name or URL, and has to be every one that lists the article: what another
    feed tells as well is not silenced.
    """
    feeds = [(one.feed_name, one.feed_url) for one in article.sightings]
    stories = () if story is None else (str(story),)
    return _all_fit(silence.matchers, _names(rule, channel) | {"story": stories}) and (
        all(_any_fits(silence.matchers, "feed", names) for names in feeds or ((),))
    )


def silenced_channels(
    silence: Silence, rules: Mapping[str, Rule], routes: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Every channel a matching rule would have told, by name: who hears that it is over."""
    found = {
        channel
        for rule_id, channels in routes.items()
        if (rule := rules.get(rule_id)) is not None
        for channel in channels
        if _all_fit(silence.matchers, _names(rule, channel))
    }
    return tuple(sorted(found))


def words(silence: Silence) -> str:
    """Why something is held, as decisions keep it."""
    return f"silenced by {silence.author} until {moment(silence.ends_at)}: {silence.reason}"


def _names(rule: Rule, channel: str) -> dict[Matched, Sequence[str]]:
    labels = tuple(f"{key}={value}" for key, value in rule.labels.items())
    return {"rule": (rule.id,), "label": labels, "channel": (channel,)}


def _all_fit(
    matchers: Sequence[tuple[Matched, str]], names: Mapping[Matched, Sequence[str]]
) -> bool:
    return all(_any_fits(matchers, kind, given) for kind, given in names.items())


def _any_fits(matchers: Sequence[tuple[Matched, str]], kind: Matched, given: Sequence[str]) -> bool:
    """Whether a matcher of this kind fits; also where there is none."""
    globs = [glob.casefold() for what, glob in matchers if what == kind]
    return not globs or any(fnmatchcase(name.casefold(), glob) for name in given for glob in globs)
