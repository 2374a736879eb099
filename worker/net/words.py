"""What went wrong on the network, in one sentence for the operator, without secrets."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from worker.errors import Hostile, Transient
from worker.model import FailureKind

LONGEST_WAIT = timedelta(hours=24)  # the most a Retry-After can ask for (polling rule 5)

# X509_V_ERR_* of openssl/x509_vfy.h
CERTIFICATES = {
    9: "is not valid yet",
    10: "expired",
    18: "is self-signed",
    19: "comes from an unknown authority",
    20: "comes from an unknown authority",
    21: "comes from an unknown authority",
    23: "was revoked",
    62: "is for another host",
    64: "is for another address",
}
OWN = {  # of our machine or its network, not of the other side
    errno.ENETUNREACH: "the network is unreachable",
    errno.ENETDOWN: "the network is down",
    errno.EADDRNOTAVAIL: "no local address to connect from",
    errno.EAFNOSUPPORT: "no IPv6 here",
    errno.EMFILE: "too many open files here",
    errno.ENFILE: "too many open files here",
    errno.ENOBUFS: "no buffer space here",
    errno.ENOMEM: "no memory here",
    errno.EACCES: "the local firewall refused",
    errno.EPERM: "the local firewall refused",
}
THEIRS = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset",
    errno.EPIPE: "connection reset",
    errno.ECONNABORTED: "connection aborted",
    errno.EHOSTUNREACH: "no route to the host",
    errno.ETIMEDOUT: "connecting timed out",
}
UNREACHED = {errno.EHOSTUNREACH, errno.ETIMEDOUT}
NAMELESS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there was no answer: `words` for people, `kind` for the weight of it."""

    words: str
    kind: FailureKind = FailureKind.SOFT
    # Whether somebody answered, if only to refuse. None: it says nothing of the way there.
    reached: bool | None = True


def in_words(error: Exception) -> Trouble:
    """The trouble an exception from the client or the reader means."""
    for cause in _causes(error):
        trouble = _known(cause)
        if trouble is not None:
            return trouble
    words = without_secrets(str(error))[:200]
    return Trouble(f"{type(error).__name__}: {words}" if words else type(error).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The innermost cause first: the system says it more precisely than the library."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return reversed(chain)


def _known(error: BaseException) -> Trouble | None:
    """The trouble of one link of the chain, if it says anything."""
    if isinstance(error, Hostile):
        return Trouble(str(error), FailureKind.HOSTILE, reached=None)
    if isinstance(error, Transient):
        return Trouble(str(error))
    if isinstance(error, OSError):
        return _from_system(error)
    return _from_library(error)


def _from_system(error: OSError) -> Trouble | None:
    if isinstance(error, socket.gaierror):
        return _from_dns(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        what = CERTIFICATES.get(error.verify_code, f"is refused ({error.verify_message})")
        return Trouble(f"TLS certificate {what}")
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "reason", None) or error.strerror or "the connection ended"
        return Trouble(f"TLS failed: {reason.replace('_', ' ').lower()[:100]}")
    if error.errno in OWN:
        return Trouble(OWN[error.errno], FailureKind.TEMPORARY, reached=False)
    if error.errno not in THEIRS:
        return None
    return Trouble(THEIRS[error.errno], reached=error.errno not in UNREACHED)


def _from_library(error: BaseException) -> Trouble | None:
    match error:
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | UnicodeError():
            return Trouble(f"not a URL that can be asked: {error}", FailureKind.HARD, reached=None)
        case httpx.LocalProtocolError():
            return Trouble(f"a header that cannot be sent: {error}", FailureKind.HARD)
        case httpx.ProxyError():
            return Trouble(f"the proxy refused: {error}", reached=False)
        case httpx.RemoteProtocolError():
            return Trouble(_protocol(str(error)))
        case httpx.TimeoutException():
            return Trouble("timed out")
    return None


def _from_dns(error: socket.gaierror) -> Trouble:
    if error.errno in NAMELESS:
        return Trouble("DNS has no such name", reached=False)  # a resolver beside us may say so
    if error.errno == socket.EAI_AGAIN:
        return Trouble("DNS does not answer just now", FailureKind.TEMPORARY, reached=False)
    return Trouble(f"DNS failed: {error.strerror}", reached=False)


def _protocol(words: str) -> str:
    """What h11 and httpcore say of a broken answer, in fewer words."""
    if partial := re.search(r"received (\d+) bytes, expected (\d+)", words):
        return f"connection closed after {partial[1]} of {partial[2]} bytes"
    if "incomplete chunked read" in words:
        return "connection closed in the middle of the body"
    if "without sending a response" in words:
        return "connection closed without an answer"
    if "never end" in words or "Receive buffer too long" in words:
        return "headers over the bound"
    plain = re.sub(r"\bbytearray\(b(['\"])(.*)\1\)", r"'\2'", words)
    return f"not HTTP: {plain[:120]}"


def without_secrets(text: str) -> str:
    """The text with the passwords and queries of its URLs starred out."""
    text = re.sub(r"(?<=://)[^/\s@]+@", "***@", text)
    return re.sub(r"(https?://[^\s?#]*)\?[^\s#]+", r"\1?***", text)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for, in either form, at most a day; None for nonsense.

    `now` should be the answer's own Date where it has one: then a wrong clock on either side
    does not matter.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        wait = timedelta(seconds=int(text.lstrip("0")[:9] or "0"))  # more digits are over a day too
    else:
        at = http_date(text)
        if at is None:
            return None
        wait = at - now
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def http_date(text: str) -> datetime | None:
    """An HTTP date, aware UTC, or None if it is none."""
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
