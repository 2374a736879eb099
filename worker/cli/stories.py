"""`wirebell stories`: which articles tell one event, why, and setting right what is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.session import listed, now, opened
from worker.cli.show import (
    MOST,
    Column,
    Format,
    FormatOption,
    LimitOption,
    listing,
    local,
    note,
    rows_wanted,
    write,
    write_json,
)
from worker.errors import Usage
from worker.model import Article
from worker.text.jsonable import jsonable
from worker.text.written import counted, one_line

if TYPE_CHECKING:
    from worker.group.trial import Score
    from worker.store.curating import MemberView, StoryView

app = typer.Typer(help="Stories: which articles tell one event.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell stories list
  wirebell stories show 12            each article, why it stands there, whose news it is
  wirebell stories merge 12 15        they are one event: 15 becomes part of 12
  wirebell stories split 301          article 301 tells another event: a story of its own
  wirebell stories eval mine.jsonl    how a labelled file of yours would be grouped"""

ORIGINS_SHOWN = 3
THRESHOLDS = (0.14, 0.17, 0.2, 0.23, 0.26, 0.3)
START, APART = datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tried:
    """A threshold and what comes of it."""

    join: float
    ours: bool
    score: Score


@app.command("list", epilog=EXAMPLES)
def list_stories(
    context: typer.Context, form: FormatOption = Format.TABLE, limit: LimitOption = None
) -> None:
    """List stories, the latest told first."""
    ground, rows = listed(context, lambda store: store.list_stories(rows_wanted(limit)))
    zone = ground.timezone
    columns: list[Column[StoryView]] = [
        Column("id", lambda s: s.id, "cyan", right=True, whole=True),
        Column("updated", lambda s: local(s.updated_at, zone), whole=True),
        Column("articles", lambda s: str(s.articles), right=True, spare=1),
        Column("outlets", lambda s: str(len(s.outlets)), right=True, spare=2),
        Column("origins", _origins, spare=4),
        Column("languages", lambda s: " ".join(s.languages), spare=3),
        Column("headline", lambda s: one_line(s.headline)),
    ]
    listing(rows, columns, form, empty="no stories yet: they begin when a rule hears an article")


@app.command("show", epilog=EXAMPLES)
def show(
    context: typer.Context,
    story: Annotated[int, typer.Argument(metavar="STORY", max=MOST, help="Its id.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show a story: each article, why it was placed there, and whom it credits for its news."""
    with opened(context) as (ground, store):
        found = store.story(story)
    if found is None:
        raise Usage(f"no story {story}: `wirebell stories list` shows what there is")
    view, members = found
    if form is Format.JSON:
        write_json({**jsonable(view), "members": [jsonable(member) for member in members]})
        return
    if str(story) != view.id:
        note(f"story {story} was merged into {view.id}")
    write(((one_line(view.headline), "bold"),))
    size = f"{counted(view.articles, 'article')}, {counted(len(view.outlets), 'outlet')}, "
    write(((f"  {size}distinct origins found: {', '.join(view.origins)}", "dim"),))
    for member in members:
        _write_member(member, ground.timezone)


def _write_member(member: MemberView, zone: Any) -> None:
    when = "" if member.at is None else local(member.at, zone)
    write()
    write(((f"{member.id}  ", "cyan"), (one_line(member.title), "bold")))
    about = (when, member.outlet, member.language or "", _lag(member.lag_s))
    write((("  " + "  ".join(part for part in about if part), "dim"),))
    if member.because:
        score = "" if member.score is None else f" ({member.score:.2f})"
        shared = f": {', '.join(member.shared)}" if member.shared else ""
        write(((f"  {member.because}{score}{shared}", ""),))
    if member.credit is not None:
        passage = one_line(str(member.credit.get("text", "")))
        write(((f"  credits {member.origin}: ", ""), (f"“{passage}”", "italic")))


@app.command("eval", epilog=EXAMPLES)
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled articles, a JSON a line.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Try how a labelled file would be grouped, at several thresholds.

    Each line has `title`, `text`, `language` and, where people say that it tells an event with
    others, `story`; in the order in which they came, ten minutes apart unless `published_at` says.
    """
    from worker.group.assign import JOIN  # noqa: PLC0415 - grouping is loaded for this alone
    from worker.group.trial import grouped, score  # noqa: PLC0415

    articles, labels = _labelled(file)
    tried = sorted({*THRESHOLDS, JOIN})
    rows = [
        Tried(join, join == JOIN, score(grouped(articles, labels, join), labels)) for join in tried
    ]
    columns: list[Column[Tried]] = [
        Column("join", lambda t: f"{t.join:.2f}{' *' if t.ours else ''}", "cyan"),
        Column("pair precision", lambda t: f"{t.score.precision:.3f}", right=True),
        Column("pair recall", lambda t: f"{t.score.recall:.3f}", right=True),
        Column("pair F1", lambda t: f"{t.score.f1:.3f}", right=True),
        Column("B-cubed F1", lambda t: f"{t.score.b_cubed:.3f}", right=True),
        Column("alerts an event", lambda t: f"{t.score.alerts:.2f}", right=True),
        Column("events lost", lambda t: f"{t.score.lost:.0f}", right=True),
    ]
    listing(rows, columns, form, empty="")
    note("* is what Wirebell uses")


def _labelled(file: Path) -> tuple[list[Article], dict[int, str]]:
    """The articles of a file with the event of those that have one."""
    articles, labels = [], {}
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"cannot read {file}: {error}") from error
    for number, line in enumerate(lines):
        try:
            said = json.loads(line)
            written = said.get("published_at")
            at = datetime.fromisoformat(written) if written else START + number * APART
            articles.append(_article(number, said, at if at.tzinfo else at.replace(tzinfo=UTC)))
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise Usage(
                f"{file}:{number + 1}: no article ({error}): write"
                ' {"title": "…", "text": "…", "language": "en", "story": "…"}'
            ) from error
        if said.get("story"):
            labels[number] = str(said["story"])
    if not articles:
        raise Usage(f"{file} has no articles")
    return articles, labels


def _article(number: int, said: dict[str, Any], at: datetime) -> Article:
    return Article(
        id=number,
        title=str(said["title"]),
        lead="",
        body=str(said["text"]),
        url=f"https://{said.get('outlet') or f'outlet{number}'}/",
        canonical_url=None,
        author=None,
        language=said.get("language"),
        published_at=at,
        first_seen_at=at,
        revision=1,
        body_hash="",
        retrieved_at=at,
    )


@app.command("merge", epilog=EXAMPLES)
def merge(
    context: typer.Context,
    story: Annotated[int, typer.Argument(metavar="STORY", max=MOST, help="The story that stays.")],
    other: Annotated[
        int, typer.Argument(metavar="OTHER", max=MOST, help="The one that becomes part of it.")
    ],
) -> None:
    """Make one story of two that tell one event. The other's id goes on to name it."""
    with opened(context, writing=True) as (_, store):
        done = store.merge_stories(story, other, now())
    if not done:
        raise Usage(f"{story} and {other} are not two stories: `wirebell stories list` shows them")
    write(f"story {other} is part of {story} now")


@app.command("split", epilog=EXAMPLES)
def split(
    context: typer.Context,
    article: Annotated[int, typer.Argument(metavar="ARTICLE", max=MOST, help="The article's id.")],
) -> None:
    """Take an article out of its story: it tells another event, and has a story of its own."""
    with opened(context, writing=True) as (_, store):
        made = store.split_story(article, now())
    if made is None:
        raise Usage(f"article {article} is in no story with others: nothing to split")
    write(f"article {article} is story {made} now")


def _origins(view: StoryView) -> str:
    shown = ", ".join(view.origins[:ORIGINS_SHOWN])
    more = len(view.origins) - ORIGINS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _lag(lag_s: float | None) -> str:
    if lag_s is None or lag_s <= 0:
        return ""
    return f"+{lag_s / 60:.0f} min"
