"""An alert as an e-mail: plain text and HTML beside it, threaded with the rest of its alert.

The Message-ID is the delivery's own id, the same on every attempt. All messages of one alert
refer to one name that no message bears, and readers of mail gather them under it.
"""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, unquote

from worker.deliver.hypertext import document
from worker.deliver.message import cut, fitted, in_plain_text, read
from worker.model import Channel, Delivery

SUBJECT = 150  # characters
MOST = 60_000
TRANSIENT = range(400, 500)
LOGIN = {530, 534, 535, 538}
TOO_LARGE = {552, 523}
MAILBOX_FULL = "5.2.2"  # RFC 3463


def letter(channel: Channel, delivery: Delivery, text: str | None = None) -> EmailMessage:
    """The mail; a template's `text` is the whole of it, without HTML."""
    message = read(delivery.body)
    sender = mailbox(channel.options["from"])
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = [mailbox(each) for each in channel.options["to"]]
    title = message.title.replace("=?", "= ?")  # else it would be decoded, line ends and all
    mail["Subject"] = cut(f"[{message.severity}] {title}", SUBJECT)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{delivery.id}@{sender.domain}>"
    mail["References"] = f"<alert-{message.alert_id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if text is not None:
        mail.set_content(cut(text, MOST) + "\n", cte="quoted-printable")
        return mail
    plainly = fitted(message, in_plain_text, lambda made: len(made) <= MOST)
    mail.set_content(plainly + "\n", cte="quoted-printable")
    html = fitted(message, document, lambda made: len(made) <= MOST)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def mailbox(text: str) -> Address:
    """One address of e-mail, with or without a name: `Desk, Night <a@b.org>`.

    Raises MessageError, ValueError or LookupError where it is none.
    """
    name, bracket, rest = text.rpartition("<")
    spec = rest.removesuffix(">") if bracket else text
    return Address(display_name=unquote(name.strip()), addr_spec=spec)


def is_address(text: str) -> bool:
    """Whether the text is such an address, in plain letters and of a whole domain."""
    try:
        known = mailbox(text)
    except (MessageError, ValueError, LookupError):
        return False
    return bool(known.username and "." in known.domain) and known.addr_spec.isascii()


def status_of(code: int, words: str) -> int:
    """The HTTP status that an SMTP reply amounts to for a retry.

    4yz may pass by itself; 5yz is for people to mend, as a full mailbox is, but for a letter that
    is too large.
    """
    if code in range(200, 300):
        return 200
    if code in TRANSIENT:
        return 503
    if code in LOGIN:
        return 401
    return 413 if code in TOO_LARGE and MAILBOX_FULL not in words else 403
