"""What one written value means: durations, sizes, languages, addresses, URLs.

Every reader takes the text and returns the value, or raises `Unread` with a message and a hint;
neither repeats what was written, which may be a secret.
"""

from __future__ import annotations

import base64
import difflib
import ipaddress
import re
import zoneinfo
from collections.abc import Iterable
from datetime import date, time, timedelta
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# ISO 639-1, the two-letter codes in use (Library of Congress list).
_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv
    cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr
    ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw
    ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv
    ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh
    yi yo za zh zu
"""
ISO_639_1 = frozenset(_CODES.split())
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_SIZES = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9,
          "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}  # fmt: skip
_LONGEST_URL = 2000
_LAST_PORT = 65535
_KEY_BYTES = range(24, 65)  # Standard Webhooks
_FEW = 20  # names people still read in a sentence
LONGEST = timedelta(days=100 * 365)

DURATION = r"^[0-9]{1,10}[smhdwy]$"
SIZE = r"^[0-9]{1,12}(B|kB|KB|MB|GB|KiB|MiB|GiB)$"
RATE = r"^([1-9][0-9]{0,2}/s|[1-9][0-9]{0,4}/m|[1-9][0-9]{0,5}/h)$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
TIMES = r"^[0-9]{1,6}(\.[0-9]{1,3})?x$"
FRAMING = {"connection", "content-length", "transfer-encoding"}  # a wrong one breaks every request
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}\Z")
_PRINTABLE_ASCII = re.compile(r"[\x20-\x7e\t]*\Z")


class Unread(Exception):
    """The text does not mean what its place needs: a code, a message, perhaps a hint."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def did_you_mean(wrong: str, known: Iterable[str]) -> str | None:
    """`did you mean 'near'?` where something known is near, else the few there are."""
    names = sorted(known)
    near = nearest(wrong, names)
    if near:
        return f"did you mean '{near}'?"
    return f"known here: {', '.join(names)}" if 0 < len(names) <= _FEW else None


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known name most like what was written, if any is."""
    folded = {name.lower(): name for name in sorted(known)}
    near = difflib.get_close_matches(wrong.lower()[:100], folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def duration(text: str) -> timedelta:
    """`20s 5m 1h 2d 3w 2y` (a year is 365 days); at most 100 years."""
    if not re.fullmatch(DURATION, text):
        raise Unread("CFG006", "not a duration", "write a number and a unit: 20s 5m 1h 2d 3w 2y")
    count, unit = int(text[:-1]), _UNITS[text[-1]]
    if count > LONGEST / unit:
        raise Unread("CFG006", "a duration of more than 100 years")
    return count * unit


def times(text: str) -> float:
    """`3x`: how many times the usual gap."""
    if not re.fullmatch(TIMES, text):
        raise Unread("CFG006", "not a multiple or a duration", "write 3x, or a duration: 6h")
    return float(text[:-1])


def rate(text: str) -> timedelta:
    """`60/m`: the time from one message to the next, on average."""
    if not re.fullmatch(RATE, text):
        hint = "write a number a second, minute or hour: 5/s 60/m 100/h"
        raise Unread("CFG006", "not a rate from 1/h to 999/s", hint)
    count, _, unit = text.partition("/")
    return _UNITS[unit] / int(count)


def size(text: str) -> int:
    """`15MB` in bytes; MB is 1,000,000 bytes, MiB 1,048,576."""
    found = re.fullmatch(SIZE, text)
    if not found:
        raise Unread("CFG006", "not a size", "write a number and a unit: 500kB 15MB 1GB")
    return int(text.removesuffix(found[1])) * _SIZES[found[1]]


def day(text: str) -> date:
    """`2027-06-30`."""
    try:
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unread("CFG006", "not a date", "write year-month-day: 2027-06-30")


def clock(text: str) -> time:
    """`22:00`, on a clock of 24 hours."""
    if not re.fullmatch(CLOCK, text):
        raise Unread("CFG006", "not a time of day", "write hours and minutes: 07:00, 22:30")
    return time.fromisoformat(text)


def language(text: str) -> str:
    """The ISO 639-1 code in lower case; `no` means `nb`."""
    code = text.lower()
    if code in ISO_639_1:
        return "nb" if code == "no" else code
    hint = "write the two letters of ISO 639-1: en, nb, uk"
    if code[:2] in ISO_639_1:
        hint = f"did you mean '{code[:2]}'?"
    raise Unread("CFG008", "not a language code", hint)


def timezone(text: str) -> ZoneInfo:
    """A zone of the tz database, such as Europe/Oslo."""
    try:
        return ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(text, zoneinfo.available_timezones())
    raise Unread("CFG008", "not a time zone", near or "such as Europe/Oslo or UTC")


def network(text: str) -> IPv4Network | IPv6Network:
    """A CIDR, or one address."""
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        loose = _loose_network(text)
        hint = f"did you mean '{loose}'?" if loose else "such as 10.0.0.0/8 or fd00::/8"
        raise Unread("CFG007", "not a network", hint) from error


def _loose_network(text: str) -> str | None:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return None


def web_url(text: str) -> str:
    """An http or https URL with a host, as written."""
    return _url(text, ("http", "https"), "https://example.org/feed.xml")


def proxy_url(text: str) -> str:
    """An http, https or socks5 URL with a host, as written."""
    return _url(text, ("http", "https", "socks5", "socks5h"), "http://proxy:3128")


def _url(text: str, schemes: tuple[str, ...], sample: str) -> str:
    kinds = " or ".join(f"{scheme}://" for scheme in schemes[:3])
    if re.search(r"[\s\x00-\x1f\x7f<>\"\\]", text) or len(text) > _LONGEST_URL:
        raise Unread("CFG007", "not a URL: it holds spaces or is too long", f"such as {sample}")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Unread("CFG007", "not a URL: bad host or port", f"such as {sample}") from None
    if parts.scheme not in schemes:
        raise Unread("CFG007", f"not a URL that begins with {kinds}", f"such as {sample}")
    if not host:
        raise Unread("CFG007", "a URL without a host", f"such as {sample}")
    return text


def listen(text: str) -> tuple[str, int] | None:
    """`host:port`, `[::1]:8787`, or `off` (None)."""
    if text == "off":
        return None
    hint = "write host:port, such as 127.0.0.1:8787 or [::1]:8787, or off"
    found = re.match(r"(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})\Z", text)
    if not found or int(found[3]) > _LAST_PORT:
        raise Unread("CFG007", "not an address to listen on", hint)
    if found[1]:
        try:
            ipaddress.IPv6Address(found[1])
        except ValueError:
            raise Unread("CFG007", "not an IPv6 address", hint) from None
    return found[1] or found[2], int(found[3])


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def webhook_secret(text: str) -> str:
    """`whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it; kept as text."""
    hint = "such as: echo whsec_$(head -c 32 /dev/urandom | base64)"
    if not text.startswith("whsec_"):
        raise Unread("CFG020", "a webhook secret begins with whsec_", hint)
    try:
        key = base64.b64decode(text.removeprefix("whsec_").encode(), validate=True)
    except ValueError:
        raise Unread("CFG020", "not base64 after whsec_", hint) from None
    if len(key) not in _KEY_BYTES:
        raise Unread("CFG020", "a webhook secret holds 24 to 64 bytes", hint)
    return text


def header_value(text: str) -> str:
    """What may stand in an HTTP header: printable ASCII on one line."""
    if not _PRINTABLE_ASCII.match(text) or text != text.strip():
        raise Unread("CFG007", "a header value is printable ASCII on one line")
    return text


def spell(value: object) -> str:
    """A scalar or list of a YAML document as the operator would write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(spell(item) for item in value) + "]"
    return str(value)
