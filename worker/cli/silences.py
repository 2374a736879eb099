"""`wirebell silences`: what is not to be told for a while, by whose word, and until when."""

from __future__ import annotations

import getpass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.session import listed, now, opened
from worker.cli.show import (
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
from worker.model import SilenceView
from worker.text.written import id_of

if TYPE_CHECKING:
    from worker.model import Matched
    from worker.settings import Settings

app = typer.Typer(help="Silences: what is not told for a while.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell silences add --rule 'strike-*' --channel desk --for 4h --reason "drill at the port"
  wirebell silences add --label desk=ukraine --until 2026-12-01T07:00 --reason "night shift"
  wirebell silences list
  wirebell silences end 3

What is held meanwhile is told in one digest when the silence is over."""

STATE_STYLES = {"active": "yellow", "coming": "cyan", "over": "dim"}


def _globs(name: str, what: str) -> typer.models.OptionInfo:
    words = f"Hold {what}; * and ? stand for anything. Repeatable."
    option: typer.models.OptionInfo = typer.Option(
        f"--{name}", metavar="GLOB", help=words, show_default=False
    )
    return option


@app.command("list", epilog=EXAMPLES)
def list_silences(
    context: typer.Context, form: FormatOption = Format.TABLE, limit: LimitOption = None
) -> None:
    """List silences, the one that ends last first, with how much each holds just now."""
    present = now()
    ground, rows = listed(
        context, lambda store: [*store.list_silences(present, rows_wanted(limit))]
    )
    zone = ground.timezone
    columns: list[Column[SilenceView]] = [
        Column("id", lambda s: s.id, "cyan", right=True, whole=True),
        Column("state", lambda s: s.state, lambda s: STATE_STYLES[s.state], spare=1),
        Column("until", lambda s: local(s.ends_at, zone), whole=True),
        Column("from", lambda s: local(s.starts_at, zone), wide=True),
        Column("author", lambda s: s.author, spare=3),
        Column("holds", lambda s: ", ".join(s.matchers), "magenta"),
        Column("held", held_now, right=True, spare=2),
        Column("reason", lambda s: s.reason, spare=4),
    ]
    empty = "no silences yet: `wirebell silences add` makes one"
    listing(rows, columns, form, empty=empty)


def held_now(silence: SilenceView) -> str:
    """How much waits for its end; empty once that is told, which no zero would say."""
    return str(silence.held) if silence.held or silence.state != "over" else ""


@app.command("add", epilog=EXAMPLES)
def add(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="Why; decisions and the digest say it.")],
    rule: Annotated[list[str] | None, _globs("rule", "alerts of these rules, by id")] = None,
    label: Annotated[list[str] | None, _globs("label", "rules so labelled: name=text")] = None,
    channel: Annotated[list[str] | None, _globs("channel", "what these channels hear")] = None,
    feed: Annotated[list[str] | None, _globs("feed", "what only these feeds tell")] = None,
    story: Annotated[list[str] | None, _globs("story", "these stories, by id")] = None,
    lasts: Annotated[
        str | None, typer.Option("--for", metavar="LENGTH", help="How long: 90m, 4h, 2d.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="Its end; without an offset, local time."),
    ] = None,
    begins: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="Its begin (default: now)."),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option("--author", help="Whose word it is (default: you).", show_default=False),
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Hold what matches, until it ends; at least one matcher, and an end.

    Of several matchers of one kind any has to fit, and each kind that is named.
    """
    from worker.alert.silencing import Names, Wish, silence_of  # noqa: PLC0415 - only here

    kinds = {"rule": rule, "label": label, "channel": channel, "feed": feed, "story": story}
    matchers = [f"{what}={glob}" for what, globs in kinds.items() for glob in globs or ()]
    names = Names("--from", "--for", "--until", "--rule 'strike-*'; --rule '*'")
    with opened(context, writing=True) as (ground, store):
        whose = _user() if author is None else author
        wish = Wish(matchers, whose, reason, begins, lasts, until)
        present = now()
        try:
            silence = silence_of(wish, names, present, ground.timezone)
        except ValueError as error:
            raise Usage(str(error)) from None
        made = SilenceView.of(store.add_silence(silence), 0, present)
    if ground.settings is not None:
        _warn(silence.matchers, ground.settings)
    _say(
        made, form, f"holds {', '.join(made.matchers)} until {local(made.ends_at, ground.timezone)}"
    )


@app.command("end", epilog=EXAMPLES)
def end(
    context: typer.Context,
    silence: Annotated[str, typer.Argument(metavar="ID", help="From `silences list`.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """End a silence now; what it held is told within a second by the running worker."""
    number, present = id_of(silence), now()
    with opened(context, writing=True) as (_ground, store):
        if number is None or store.end_silence(number, present) is None:
            raise Usage(
                f"no silence {silence!r} that has still to end: see `wirebell silences list`"
            )
        ended = next(each for each in store.list_silences(present) if each.id == str(number))
    _say(ended, form, f"is over: {', '.join(ended.matchers)}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        raise Usage("say whose word it is: --author NAME") from None


def _warn(matchers: tuple[tuple[Matched, str], ...], settings: Settings) -> None:
    """Name what matches nothing there is today: it may be a slip of the pen."""
    known = {"rule": [r.id for r in settings.rules], "channel": [*settings.channels]}
    for what, glob in matchers:
        names = known.get(what)
        folded = glob.casefold()
        if names is not None and not any(fnmatchcase(n.casefold(), folded) for n in names):
            note(f"no {what} matches {glob!r} today")


def _say(silence: SilenceView, form: Format, words: str) -> None:
    if form is Format.JSON:
        write_json(silence)
    else:
        write(f"silence {silence.id} {words}")
