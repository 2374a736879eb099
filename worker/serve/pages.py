"""Draws the pages that people see.

They hold no script and nothing from elsewhere; links in them are relative, so they also work
behind a proxy that serves them below a path of its own.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from worker.serve.guard import Place

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def page(name: str, place: Place, status: HTTPStatus = HTTPStatus.OK, **values: object) -> Response:
    """The template of that name with these values, which it escapes."""

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(place.zone):%Y-%m-%d %H:%M:%S %Z}"

    pages = _pages()
    style = pages.get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )
    text = pages.get_template(name).render(**values, local=local, style=style)
    headers = {"content-security-policy": policy}
    return Response(text, status, headers, media_type="text/html; charset=utf-8")


@cache
def _pages() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - few look in

    pages = Environment(
        loader=PackageLoader("worker.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["with_code"] = _with_code
    return pages


def _with_code(words: str) -> Markup:
    """Words in which commands stand between backticks."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - as above

    parts = (
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(words.split("`"))
    )
    return Markup("").join(parts)
