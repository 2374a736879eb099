"""Carries an alert to a mail server: SMTP over TLS, to checked addresses only.

The protocol is the standard library's, which waits; so it runs in a thread, over a socket that
we opened and that we close when the time is up: then the thread ends as well.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from worker.deliver.letter import letter, mailbox, status_of
from worker.deliver.payload import answer_text, masked, plain, secrets_of
from worker.deliver.threads import in_thread
from worker.errors import WirebellError
from worker.model import Answer, Answered, Channel, Delivery, NoAnswer
from worker.net import Guard, in_words, open_socket, watched

DEADLINE = timedelta(seconds=60)  # for the whole exchange: servers keep newcomers waiting
WORDS_CHARS = 300

Talk = Callable[[smtplib.SMTP], tuple[int, str]]


class Mailer:
    """Speaks SMTP. `guard` says which addresses may be connected to, `tls` whom to trust."""

    def __init__(
        self, guard: Guard, tls: ssl.SSLContext, *, deadline: timedelta = DEADLINE
    ) -> None:
        self._guard = guard
        self._tls = tls
        self._deadline_s = deadline.total_seconds()

    async def __call__(
        self, channel: Channel, delivery: Delivery, now: datetime, text: str | None = None
    ) -> Answer:
        """What the server said of the letter; refused recipients are named where others were
        served.
        """
        del now  # the letter is dated by the alert
        mail = letter(channel, delivery, text)
        sender, *to = _addresses(channel)

        def send(server: smtplib.SMTP) -> tuple[int, str]:
            refused = server.send_message(mail, sender, to)
            words = "; ".join(f"{who}: {_said(*reply)}" for who, reply in refused.items())
            return 250, f"taken, but not for {words}" if refused else "taken"

        return await self._talk(channel, send)

    async def probe(self, channel: Channel) -> Answer:
        """What the server says of sender and recipients; no letter is sent."""

        def ask(server: smtplib.SMTP) -> tuple[int, str]:
            server.ehlo_or_helo_if_needed()
            sender, *to = _addresses(channel)
            code, words = server.mail(sender)
            for who in to:
                if code not in range(200, 300):
                    break
                code, words = server.rcpt(who)
            return code, _text(words)

        return await self._talk(channel, ask)

    async def _talk(self, channel: Channel, talk: Talk) -> Answer:
        loop = asyncio.get_running_loop()
        began = loop.time()
        refused = False
        opened: list[socket.socket] = []
        with watched() as progress:
            try:
                async with asyncio.timeout(self._deadline_s):
                    host, port = str(channel.options["host"]), int(channel.options["port"])
                    opened.append(await open_socket(self._guard, host, port))
                    progress.doing = "talking to the mail server"
                    work = partial(self._session, channel, opened, host, talk)
                    code, words = await asyncio.wrap_future(in_thread(work, "mail"))
            except TimeoutError:
                words = f"not done within {self._deadline_s:g} s, while {progress}"
            except smtplib.SMTPRecipientsRefused as error:
                code, raw = next(iter(error.recipients.values()))
                return self._answered(channel, code, _text(raw), loop.time() - began)
            except smtplib.SMTPResponseException as error:
                said = _text(error.smtp_error)
                return self._answered(channel, error.smtp_code, said, loop.time() - began)
            except (smtplib.SMTPException, WirebellError, OSError, ValueError) as error:
                words, refused = _trouble(error)
            else:
                return self._answered(channel, code, words, loop.time() - began)
            finally:
                for each in opened:
                    _close(each)
        words = masked(plain(words), secrets_of(channel))[:WORDS_CHARS]
        return NoAnswer(words, refused, round(loop.time() - began, 3))

    def _session(
        self, channel: Channel, opened: list[socket.socket], host: str, talk: Talk
    ) -> tuple[int, str]:
        """Greeting, TLS, login, then `talk`; in a thread."""
        how = channel.options["tls"]
        opened[0].settimeout(self._deadline_s)
        if how == "implicit":
            opened.append(self._tls.wrap_socket(opened[0], server_hostname=host))
        server = _Session(opened[-1], host, self._deadline_s)
        try:
            if how == "starttls":
                server.starttls(context=self._tls)
                if server.sock is not None:
                    opened.append(server.sock)
            if "username" in channel.options:
                server.login(channel.options["username"], channel.options["password"])
            answer = talk(server)
            with suppress(smtplib.SMTPException, OSError):  # the letter is theirs by now
                server.quit()
        finally:
            server.close()
        return answer

    def _answered(self, channel: Channel, code: int, words: str, elapsed_s: float) -> Answered:
        text = answer_text(f"SMTP {code} {words}".encode(), secrets_of(channel))
        return Answered(
            status_of(code, words), text, elapsed_s=round(elapsed_s, 3), words=f"SMTP {code}"
        )


class _Session(smtplib.SMTP):
    """smtplib's client over a socket that is open already, named by its own address.

    The library would look up this machine's name, which can take long, and connect by itself,
    past the check.
    """

    def __init__(self, given: socket.socket, host: str, timeout_s: float) -> None:
        self._given = given
        own = given.getsockname()[0]
        name = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
        super().__init__(host, local_hostname=name, timeout=timeout_s)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        return self._given


def _trouble(error: Exception) -> tuple[str, bool]:
    """Why there was no reply, and whether only a person can mend it."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"the mail server cannot do it: {error}", True
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the mail server closed the connection", False
    return in_words(error).words, isinstance(error, WirebellError | ssl.SSLCertVerificationError)


def _close(opened: socket.socket) -> None:
    """Wake whoever reads from it, then give it up."""
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
    opened.close()


def _addresses(channel: Channel) -> list[str]:
    """The sender's, then each recipient's, without their names."""
    return [mailbox(each).addr_spec for each in (channel.options["from"], *channel.options["to"])]


def _said(code: int, words: bytes) -> str:
    return f"{code} {_text(words)}"


def _text(words: bytes | str) -> str:
    return words if isinstance(words, str) else words.decode("utf-8", "replace")
