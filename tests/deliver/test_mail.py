"""E-mail against a real SMTP server on loopback, with TLS, logins and refusals."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import unquote
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from tests.deliver.given import LOOPBACK, NOW
from tests.deliver.told import ALERT, stored
from worker.deliver.mail import Mailer
from worker.model import Answer, Answered, Channel, NoAnswer
from worker.net import Guard, Resolver

AUTHORITY = trustme.CA()


@dataclass
class Sink:
    """A mail server that keeps what it is sent, and refuses by name."""

    port: int = 0
    letters: list[Envelope] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    greeting_s: float = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return "550 5.7.1 not from here" if address.startswith("nobody") else "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 5.1.1 no such user here"
        if address.startswith("later"):
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(envelope)
        return "250 kept"

    def login(self, server: Any, session: Any, envelope: Any, kind: str, said: Any) -> AuthResult:
        assert isinstance(said, LoginPassword)
        self.logins.append(said.login)
        return AuthResult(success=said.password == b"tiger777", handled=False)


def server_tls() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@contextlib.asynccontextmanager
async def sink(tls: str = "starttls", **options: Any) -> AsyncIterator[Sink]:
    kept = Sink()
    context = server_tls() if tls != "none" else None

    def protocol() -> SMTP:
        return SMTP(
            kept,
            hostname="mail.example",
            tls_context=context if tls == "starttls" else None,
            authenticator=kept.login,
            auth_require_tls=tls == "starttls",
            **{"enable_SMTPUTF8": True} | options,
        )

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if tls == "implicit" else None
    )
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()


def channel(port: int, tls: str = "starttls", **options: Any) -> Channel:
    said = {"from": "bell@example.org", "to": ["desk@example.org"]}
    return Channel(
        "mail", "email", options={"host": "127.0.0.1", "port": port, "tls": tls, **said, **options}
    )


def mailer(*, trusting: bool = True, open_to: Any = LOOPBACK, seconds: float = 10) -> Mailer:
    tls = ssl.create_default_context()
    if trusting:
        AUTHORITY.configure_trust(tls)
    return Mailer(Guard(open_to, Resolver()), tls, deadline=timedelta(seconds=seconds))


async def send(port: int, tls: str = "starttls", **options: Any) -> Answer:
    return await mailer()(channel(port, tls, **options), stored(ALERT), NOW)


@pytest.mark.parametrize("tls", ["starttls", "implicit", "none"])
async def test_a_letter_arrives_as_it_was_written(tls: str) -> None:
    async with sink(tls) as there:
        said = await send(there.port, tls)
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (200, "SMTP 250 taken")
    assert said.elapsed_s > 0
    (letter,) = there.letters
    assert letter.mail_from == "bell@example.org"
    assert letter.rcpt_tos == ["desk@example.org"]
    assert isinstance(letter.content, bytes)
    assert b"Message-ID: <msg_1@example.org>" in letter.content


async def test_a_login_goes_through_tls() -> None:
    async with sink() as there:
        said = await send(there.port, username="bell", password="tiger777")
        wrong = await send(there.port, username="bell", password="tiger7!!")
    assert isinstance(said, Answered)
    assert said.status == 200
    assert there.logins[0] == b"bell"
    assert isinstance(wrong, Answered)
    assert wrong.status == 401
    assert wrong.text.startswith("SMTP 535 5.7.8")
    assert "tiger7" not in wrong.text
    assert len(there.letters) == 1


@pytest.mark.parametrize(
    "name", ["Desk, Night", "Vaktsjef Bjørn", "Desk @ Night", '"Night: \\"a\\""']
)
async def test_whatever_a_name_holds_the_letter_goes_to_its_address(name: str) -> None:
    async with sink(enable_SMTPUTF8=False) as there:
        named = channel(
            there.port, **{"from": f"{name} <bell@e.org>"}, to=[f"{name} <a@e.org>", "b@e.org"]
        )
        said = await mailer()(named, stored(ALERT), NOW)
    assert isinstance(said, Answered)
    assert said.text == "SMTP 250 taken"
    (letter,) = there.letters
    assert (letter.mail_from, letter.rcpt_tos) == ("bell@e.org", ["a@e.org", "b@e.org"])
    assert isinstance(letter.content, bytes)
    head = message_from_bytes(letter.content, policy=policy.default)
    assert [each.addr_spec for each in head["To"].addresses] == letter.rcpt_tos
    assert head["To"].addresses[0].display_name == unquote(name)


REFUSALS = {
    "nobody of them": (["nobody@e.org"], 403, "SMTP 550 5.1.1 no such user here", 0),
    "not just now": (["later@e.org"], 503, "SMTP 451 4.7.1 greylisted, come again", 0),
    "one of them": (
        ["desk@e.org", "nobody@e.org"], 200,
        "SMTP 250 taken, but not for nobody@e.org: 550 5.1.1 no such user here", 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("to", "status", "text", "arrived"), REFUSALS.values(), ids=REFUSALS)
async def test_who_is_refused_is_told(to: list[str], status: int, text: str, arrived: int) -> None:
    async with sink() as there:
        said = await send(there.port, to=to)
    assert isinstance(said, Answered)
    assert (said.status, said.text) == (status, text)
    assert len(there.letters) == arrived


async def test_a_letter_that_is_too_large_is_never_taken() -> None:
    async with sink(data_size_limit=100) as there:
        said = await send(there.port)
    assert isinstance(said, Answered)
    assert said.status == 413
    assert "552" in said.text


async def test_nothing_is_sent_where_tls_is_missing_or_not_trusted() -> None:
    async with sink("none") as there:
        without = await send(there.port, "starttls", username="bell", password="tiger777")
        assert without == NoAnswer(
            "the mail server cannot do it: STARTTLS extension not supported by server.",
            refused=True, elapsed_s=without.elapsed_s,
        )  # fmt: skip
        assert there.logins == []
    async with sink() as stranger:
        distrusted = await mailer(trusting=False)(channel(stranger.port), stored(ALERT), NOW)
        assert isinstance(distrusted, NoAnswer)
        assert distrusted.refused
        assert "TLS certificate" in distrusted.words
        assert stranger.letters == []


async def test_a_private_address_is_refused_before_any_connection() -> None:
    async with sink() as there:
        said = await mailer(open_to=())(channel(there.port), stored(ALERT), NOW)
    assert isinstance(said, NoAnswer)
    assert said.refused
    assert "a loopback address" in said.words


async def test_a_server_that_says_nothing_or_hangs_up() -> None:
    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await _reader.read()
        writer.close()

    async def rude(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        await writer.drain()
        writer.close()

    silent = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with silent:
        port = silent.sockets[0].getsockname()[1]
        said = await mailer(seconds=0.3)(channel(port), stored(ALERT), NOW)
        assert isinstance(said, NoAnswer)
        assert said.words == "not done within 0.3 s, while talking to the mail server"
    hanging = await asyncio.start_server(rude, "127.0.0.1", 0)
    async with hanging:
        said = await send(hanging.sockets[0].getsockname()[1])
        assert isinstance(said, NoAnswer)
        assert said.words == "the mail server closed the connection"
    nobody = await send(port)
    assert isinstance(nobody, NoAnswer)
    assert nobody.words == "connection refused"


async def test_a_probe_sends_no_letter() -> None:
    async with sink() as there:
        right = await mailer().probe(channel(there.port, to=["desk@e.org", "Desk <b@e.org>"]))
        wrong = await mailer().probe(channel(there.port, to=["desk@e.org", "nobody@e.org"]))
        stranger = await mailer().probe(channel(there.port, **{"from": "nobody@e.org"}))
    assert isinstance(right, Answered)
    assert right.status == 200
    assert isinstance(wrong, Answered)
    assert (wrong.status, wrong.text) == (403, "SMTP 550 5.1.1 no such user here")
    assert wrong.words == "SMTP 550"
    assert isinstance(stranger, Answered)
    assert stranger.text == "SMTP 550 5.7.1 not from here"
    assert there.letters == []
