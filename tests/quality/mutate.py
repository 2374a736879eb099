"""Documents as no publisher means them: one feed broken in one to four ways, by a seed."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Sequence

Mutator = Callable[[random.Random, bytes, bytes], bytes]  # dice, a document, another one

TAG = re.compile(rb"<[^<>]{1,200}>")
ENCODING = re.compile(rb"""(encoding\s*=\s*["'])[^"']*""")
CHARSETS = [
    b"utf-8",
    b"utf-16",
    b"UTF-7",
    b"utf-32",
    b"koi8-r",
    b"shift_jis",
    b"iso-2022-jp",
    b"big5",
    b"idna",
    b"cp037",
    b"rot13",
    b"x-nothing",
]
CODECS = ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "koi8-r", "cp1252", "euc_jp", "gb18030"]
SIGNS = [
    b"\x00", b"\x01", b"\x0b", b"\x1b", b"\x7f", b"\xc2\x85", b"\xe2\x80\xae", b"\xe2\x80\xa8",
    b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xef\xbb\xbf", b"\xff\xfe", b"\xf4\x90\x80\x80",
    b"\xcc\x81" * 50, b"\xf0\x9f\x87\xb3",
]  # fmt: skip
REFERENCES = [
    b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&#x1;", b"&#xFFFE;", b"&#-1;",
    b"&#;", b"&#x;", b"&;", b"&nosuch;", b"&amp;amp;amp;", b"&#133;", b"&lt;![CDATA[", b"&#38;#0;",
]  # fmt: skip
PIECES = [
    b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?", b"?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<",
    b">", b'"', b"'", b"&", b"</", b"/>", b"<item>", b"</item>", b"<entry>", b"<title/>",
    b"<base href='javascript:x'/>", b'<div xml:base="http://[::1">', b"<a:b>", b'xmlns="x"',
    b"<content type='application/octet-stream'>////</content>", b"<content src='x' type='text'/>",
    b"<link href='http://[bad/'/>", b"<link>http://a.example:99999/</link>", b"<guid></guid>",
    b"<pubDate>Mon, 99 Foo 99999999 99:99:99 +9999</pubDate>", b"<ttl>99999999999999</ttl>",
    b"<georss:point>1 x</georss:point>", b"<media:content url='' isDefault='x'/>",
    b"<itunes:duration>x</itunes:duration>", b"<itunes:image/>", b"<dc:language>\xff</dc:language>",
    b"<gml:posList>1 2 3</gml:posList>", b"<georss:box>1</georss:box>", b"<psc:chapter start='x'/>",
]  # fmt: skip


def flip(dice: random.Random, body: bytes, _: bytes) -> bytes:
    spoilt = bytearray(body)
    for _n in range(dice.randint(1, 8)):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def truncate(dice: random.Random, body: bytes, _: bytes) -> bytes:
    return body[: dice.randint(1, len(body))]


def drop(dice: random.Random, body: bytes, _: bytes) -> bytes:
    start = dice.randrange(len(body))
    return body[:start] + body[start + dice.randint(1, 500) :]


def repeat(dice: random.Random, body: bytes, _: bytes) -> bytes:
    start = dice.randrange(len(body))
    piece = body[start : start + dice.randint(1, 300)]
    return body[:start] + piece * dice.choice([2, 3, 30]) + body[start:]


def lose_tag(dice: random.Random, body: bytes, _: bytes) -> bytes:
    tags = list(TAG.finditer(body))
    if not tags:
        return body
    tag = dice.choice(tags)
    return body[: tag.start()] + body[tag.end() :]


def double_tag(dice: random.Random, body: bytes, _: bytes) -> bytes:
    tags = list(TAG.finditer(body))
    if not tags:
        return body
    tag = dice.choice(tags)
    return body[: tag.start()] + tag[0] * dice.choice([2, 5, 200]) + body[tag.end() :]


def insert(dice: random.Random, body: bytes, _: bytes) -> bytes:
    for _n in range(dice.randint(1, 4)):
        place = dice.randrange(len(body))
        body = body[:place] + dice.choice(SIGNS + REFERENCES + PIECES) + body[place:]
    return body


def insert_in_words(dice: random.Random, body: bytes, _: bytes) -> bytes:
    """Right after a tag, where it becomes part of a value."""
    tags = list(TAG.finditer(body))
    place = dice.choice(tags).end() if tags else 0
    return body[:place] + dice.choice(SIGNS + REFERENCES + PIECES) + body[place:]


def lie(dice: random.Random, body: bytes, _: bytes) -> bytes:
    """Another charset declared than used, or used than declared."""
    if dice.random() < 0.5:
        return ENCODING.sub(rb"\1" + dice.choice(CHARSETS), body, count=1)
    return body.decode("utf-8", "replace").encode(dice.choice(CODECS), "replace")


def nest(dice: random.Random, body: bytes, _: bytes) -> bytes:
    place = dice.randrange(len(body))
    name = dice.choice([b"div", b"b", b"item", b"entry", b"content", b"a:b", b"table"])
    times = dice.choice([3, 50, 600, 4_000])
    closed = b"</" + name + b">" if dice.random() < 0.5 else b""
    return body[:place] + (b"<" + name + b">") * times + closed * times + body[place:]


def splice(dice: random.Random, body: bytes, other: bytes) -> bytes:
    start, end = dice.randrange(len(body)), dice.randrange(len(other))
    return body[:start] + other[end:]


def huge_attribute(dice: random.Random, body: bytes, _: bytes) -> bytes:
    tags = list(TAG.finditer(body))
    place = dice.choice(tags).end() - 1 if tags else 0
    if dice.random() < 0.5:
        value = b' x="' + b"y" * dice.choice([10_000, 300_000]) + b'"'
    else:
        value = b" ".join(b'a%d="%d"' % (n, n) for n in range(dice.choice([50, 900])))
    return body[:place] + b" " + value + body[place:]


def digits(dice: random.Random, body: bytes, _: bytes) -> bytes:
    """Numbers, of dates above all, replaced by others."""
    chance = dice.random() / 4
    return re.sub(
        rb"\d+",
        lambda n: (
            b"%d" % dice.randint(0, 10 ** dice.randint(1, 12)) if dice.random() < chance else n[0]
        ),
        body,
    )


def pack(dice: random.Random, body: bytes, _: bytes) -> bytes:
    for _n in range(dice.randint(1, 4)):
        body = gzip.compress(body, 1, mtime=0)
    return body if dice.random() < 0.7 else flip(dice, body, b"")


MUTATORS: Sequence[Mutator] = (
    flip, flip, truncate, drop, drop, repeat, lose_tag, lose_tag, double_tag, insert, insert,
    insert_in_words, insert_in_words, lie, nest, splice, splice, huge_attribute, digits,
)  # fmt: skip


def mutated(dice: random.Random, seeds: Sequence[bytes]) -> tuple[bytes, dict[str, str]]:
    """A broken document, and the headers it comes with."""
    body = dice.choice(seeds)
    for _ in range(dice.randint(1, 4)):
        body = dice.choice(MUTATORS)(dice, body, dice.choice(seeds)) or b"<"
    if dice.random() < 0.03:
        body = pack(dice, body, b"")
    headers = {}
    if dice.random() < 0.5:
        media = dice.choice(["text/xml", "application/rss+xml", "text/html", "image/png", ";", ""])
        charset = f"; charset={dice.choice(CHARSETS).decode()}" if dice.random() < 0.3 else ""
        headers["content-type"] = media + charset
    return body, headers
