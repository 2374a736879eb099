"""The kinds of value a configuration key may take: how each is read, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from worker.model import LONGEST_GAP
from worker.settings import scalars
from worker.settings.scalars import Unread

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,200}\Z")
NOT_A_VARIABLE = "not the name of an environment variable"


class Shape(BaseModel):
    """A mapping whose keys are all known; text stays text and numbers stay numbers."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, validate_default=True, defer_build=True
    )


def key(default: Any = ..., description: str | None = None, **more: Any) -> Any:
    """A key of a shape; `default` is written as the operator would write it."""
    return Field(default, description=description, **more)


def _read_by(reader: Callable[[str], Any]) -> Callable[[object], Any]:
    """A validator out of a reader of text, its complaint kept with code and hint.

    A bare number is refused: where quotes would not make it right (`timeout: 20` wants a unit) by
    what the reader says of it.
    """

    def read(value: object) -> Any:
        text = str(value) if type(value) in {int, float} else value
        if isinstance(text, str):
            try:
                found = reader(text)
            except Unread as wrong:
                context = {"message": wrong.message, "hint": wrong.hint}
                raise PydanticCustomError(wrong.code, "{message}", context) from None
            if text is value:
                return found
        raise PydanticCustomError("string_type", "expected text")

    return read


def kind(reader: Callable[[str], Any], **schema: Any) -> Any:
    """A value that is text, with the reader that makes something of it and its JSON Schema."""
    return PlainValidator(_read_by(reader), json_schema_input_type=Any), WithJsonSchema(
        {"type": "string", **schema}
    )


def _line(text: str) -> str:
    if not text.strip():
        raise Unread("CFG005", "empty text")
    if not text.isprintable():
        raise Unread("CFG005", "text with a line break or control character")
    if len(text) > 1000:  # noqa: PLR2004 - a line people can read
        raise Unread("CFG005", "text of more than 1,000 characters")
    return text


def _query(text: str) -> str:
    if not text.strip():
        raise Unread("CFG005", "an empty query would match nothing")
    if len(text) > 20_000:  # noqa: PLR2004 - bounds the work on one rule
        raise Unread("CFG005", "a query of more than 20,000 characters", "name an @entity")
    return text


def _prose(text: str) -> str:
    if "\0" in text:
        raise Unread("CFG005", "text with a NUL character")
    return text


def _slug(text: str) -> str:
    if not re.match(r"[a-z0-9][a-z0-9-]{0,79}\Z", text):
        near = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]
        rule = "a-z, 0-9 and -, at most 80"
        raise Unread("CFG005", f"not an id: {rule}", f"did you mean '{near}'?" if near else None)
    return text


def _name(text: str) -> str:
    if not re.match(r"[\w-]{1,80}\Z", text):
        raise Unread("CFG005", "not a name: letters, digits, _ and -, at most 80")
    return text


def _header_name(text: str) -> str:
    if not scalars.HEADER_NAME.match(text):
        raise Unread("CFG007", "not the name of an HTTP header")
    if text.lower() in scalars.FRAMING:
        raise Unread("CFG007", "this header belongs to each connection, and is not yours to set")
    return text


def _host(text: str) -> str:
    if not re.match(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z|[0-9a-fA-F:]+\Z", text):
        raise Unread("CFG007", "not a host name", "such as smtp.example.org")
    return text


def _chat(text: str) -> str:
    if not re.match(r"-?[0-9]{1,20}\Z|@[A-Za-z0-9_]{3,64}\Z", text):
        raise Unread("CFG005", "not a chat", "its number in quotes: '-1001234567890', or '@name'")
    return text


def _mailbox(text: str) -> str:
    from worker.deliver.letter import is_address  # noqa: PLC0415 - only where mail is sent

    if not text.isprintable() or not is_address(text):
        raise Unread("CFG007", "not an e-mail address", "such as Desk <desk@example.org>")
    return text


def _variable(text: str) -> str:
    if not VARIABLE.match(text):
        raise Unread("CFG005", NOT_A_VARIABLE)
    return text


def _positive(text: str) -> timedelta:
    found = scalars.duration(text)
    if not found:
        raise Unread("CFG006", "must be longer than 0s")
    return found


def _pause(text: str) -> timedelta:
    found = scalars.duration(text)
    if found > LONGEST_GAP:
        raise Unread("CFG006", "a gap of more than 1h", "ask a host's feeds less often: `every`")
    return found


def _every(text: str) -> timedelta | str:
    if text == "adaptive":
        return text
    if text[:1].isdigit():
        return _positive(text)
    raise Unread("CFG006", "neither 'adaptive' nor a duration", "adaptive, or 5m 1h 1d")


def _after(text: str) -> timedelta | float:
    bare = text.endswith("x") or text.isdigit()  # a number alone may mean either
    found = scalars.times(text) if bare else _positive(text)
    if not found:
        raise Unread("CFG006", "must be more than 0x")
    return found


def _some_bytes(text: str) -> int:
    found = scalars.size(text)
    if not 1000 <= found <= 1_000_000_000:  # noqa: PLR2004 - below a feed's head, above memory
        raise Unread("CFG006", "must be from 1kB to 1GB")
    return found


def _version(value: object) -> int:
    if type(value) is int and value == 1:
        return value
    raise PydanticCustomError("CFG005", "this program reads version 1 of the format")


def _language_or_any(text: str) -> str:
    return text if text == "any" else scalars.language(text)


Version = Annotated[
    int,
    PlainValidator(_version, json_schema_input_type=Any),
    WithJsonSchema({"const": 1, "description": "Of this format."}),
]
Line = Annotated[str, *kind(_line, minLength=1, maxLength=1000)]
Prose = Annotated[str, *kind(_prose)]
QueryText = Annotated[str, *kind(_query, minLength=1, maxLength=20_000)]
Slug = Annotated[str, *kind(_slug, pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
Name = Annotated[str, *kind(_name, pattern=r"^[\w-]{1,80}$")]
NotifyList = Annotated[list[Name], Field(min_length=1, description="Names of channels.")]
HeaderName = Annotated[str, *kind(_header_name)]
HeaderText = Annotated[str, *kind(scalars.header_value)]
Variable = Annotated[str, *kind(_variable, pattern="^[A-Za-z_][A-Za-z0-9_]*$")]
Duration = Annotated[
    timedelta, *kind(_positive, pattern=scalars.DURATION, examples=["20s", "5m", "1h", "2d", "2y"])
]
Pause = Annotated[timedelta, *kind(_pause, pattern=scalars.DURATION, examples=["0s", "1s"])]
Every = Annotated[
    timedelta | Literal["adaptive"],
    *kind(_every, pattern="^(adaptive|[0-9]{1,10}[smhdwy])$", examples=["adaptive", "5m"]),
]
After = Annotated[
    timedelta | float,
    *kind(
        _after,
        pattern=r"^([0-9]{1,10}[smhdwy]|[0-9]{1,6}(\.[0-9]{1,3})?x)$",
        examples=["3x", "6h"],
    ),
]
Rate = Annotated[timedelta, *kind(scalars.rate, pattern=scalars.RATE, examples=["60/m"])]
Size = Annotated[int, *kind(_some_bytes, pattern=scalars.SIZE, examples=["15MB"])]
Day = Annotated[date, *kind(scalars.day, pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Clock = Annotated[time, *kind(scalars.clock, pattern=scalars.CLOCK, examples=["22:00", "07:30"])]
Language = Annotated[str, *kind(scalars.language, pattern="^[a-zA-Z]{2}$")]
LanguageOrAny = Annotated[str, *kind(_language_or_any, pattern="^([a-zA-Z]{2}|any)$")]
Zone = Annotated[ZoneInfo, *kind(scalars.timezone, examples=["Europe/Oslo", "UTC"])]
Network = Annotated[IPv4Network | IPv6Network, *kind(scalars.network, examples=["10.0.0.0/8"])]
WebUrl = Annotated[str, *kind(scalars.web_url, pattern="^(http|https)://")]
ProxyUrl = Annotated[str, *kind(scalars.proxy_url, pattern="^(http|https|socks5|socks5h)://")]
Host = Annotated[str, *kind(_host, examples=["smtp.example.org"])]
Chat = Annotated[str, *kind(_chat, examples=["-1001234567890", "@channel"])]
Mailbox = Annotated[str, *kind(_mailbox, examples=["Desk <desk@example.org>"])]
Listen = Annotated[
    tuple[str, int] | None, *kind(scalars.listen, examples=["127.0.0.1:8787", "[::1]:8787", "off"])
]


class FileSecret(Shape):
    """A secret kept in a file; a relative path counts from the main file."""

    file: Line = key(description="Path of a file that holds the secret and nothing else.")


class EnvSecret(Shape):
    """A secret kept in an environment variable."""

    env: Variable = key(description="Name of the environment variable.")


SecretRef = FileSecret | EnvSecret


def by_type(**kinds: str) -> Callable[[object], str | None]:
    """A discriminator: `str=">text", dict=">mapping"` names the branch a value belongs to."""
    return lambda value: kinds.get(type(value).__name__)


def _secret_kind(value: object) -> str | None:
    if isinstance(value, dict) and ("file" in value or "env" in value):
        return ">file" if "file" in value else ">env"
    return None


def _text_or_secret_kind(value: object) -> str | None:
    return ">text" if isinstance(value, str) else _secret_kind(value)


TaggedFile = Annotated[FileSecret, Tag(">file")]
TaggedEnv = Annotated[EnvSecret, Tag(">env")]
Secret = Annotated[
    TaggedFile | TaggedEnv,
    Discriminator(_secret_kind, custom_error_type="secret_form", custom_error_message="-"),
]


TEXT = Tag(">text")
OR_SECRET = Discriminator(
    _text_or_secret_kind, custom_error_type="text_or_secret", custom_error_message="-"
)
LineOrSecret = Annotated[Annotated[Line, TEXT] | TaggedFile | TaggedEnv, OR_SECRET]
WebUrlOrSecret = Annotated[Annotated[WebUrl, TEXT] | TaggedFile | TaggedEnv, OR_SECRET]
ProxyUrlOrSecret = Annotated[Annotated[ProxyUrl, TEXT] | TaggedFile | TaggedEnv, OR_SECRET]
HeaderTextOrSecret = Annotated[Annotated[HeaderText, TEXT] | TaggedFile | TaggedEnv, OR_SECRET]
