"""Addresses of articles: made absolute, and folded so that two spellings of one page are equal."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import parse_qs, quote, urljoin, urlsplit

URL_CHARS = 2_048
_REMEMBERED = 500  # hosts: the entries of a feed have one or two

# Parameters that say who sent the reader or who reads, never which page: exact names and
# prefixes, lower case.
_TRACKING_NAMES = (
    "__twitter_impression _ga _gl _hsenc _hsmi cfid cftoken cmp cmpid dclid ef_id emc epik fbclid "
    "ftag gad_source gbraid gclid gclsrc guccounter hsctatracking icid igsh igshid intcmp "
    "int_cid ito jsessionid maca mbid mc_cid mc_eid mkt_tok mod msclkid ncid ns_campaign ns_fee "
    "ns_linkname ns_mchannel ns_source ocid oly_anon_id oly_enc_id partner phpsessid rb_clickid "
    "rss s_cid s_kwcid scid smid smtyp soc_src soc_trk spm sr_share srsltid tpcc traffic_source "
    "trk ttclid twclid vero_id wbraid wickedid wt_mc wt_zmc wt.mc_id xtor yclid ysclid"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())
_PREFIXES = "utm_ aspsessionid at_ guce_ hsa_ matomo_ mtm_ pk_ piwik_"
_TRACKING_PREFIXES = tuple(_PREFIXES.split())
# Names that mean tracking only with such a value (`?ref=rss`, but not `?ref=A123`).
_SOMETIMES = {"feature", "feed", "from", "ref", "referrer", "source", "src", "output", "via"}
_SENDERS = re.compile(
    r"(?:rss|atom|feed|twitter|facebook|fb|linkedin|whatsapp|telegram|email|newsletter|google|"
    r"youtu\.be|share)[\w.-]*",
    re.IGNORECASE,
)
_SESSIONS = frozenset({"oscsid", "session_id", "sessionid", "sid", "zenid"})
_SESSION = re.compile(r"[0-9a-f]{26,40}", re.IGNORECASE)
_SESSION_PATH = re.compile(r";jsessionid=[^/;]*|/\(S\([a-z0-9]{24}\)\)(?=/)", re.IGNORECASE)
_AMP_SWITCH = frozenset({("amp", ""), ("amp", "1"), ("outputtype", "amp"), ("output", "amp")})
_MOBILE = frozenset({"www", "m", "mobile", "amp", "wap", "www2", "wwww"})
_SECOND_LEVEL = {
    "ac",
    "co",
    "com",
    "edu",
    "gov",
    "gob",
    "go",
    "gv",
    "ne",
    "net",
    "nom",
    "or",
    "org",
}
_AMP_CACHE = re.compile(
    r"\A\s*https?://(?:www\.)?(?:google\.[a-z.]+/amp|[^/]+\.cdn\.ampproject\.org/[a-z])/(?:s/)?"
    r"(?=[^/]+\.)",
    re.IGNORECASE,
)
# They count clicks, with a new address at each poll: alerts and searches of news as feeds.
_COUNTER = re.compile(
    r"\A\s*https?://(?:(?:[\w-]{1,20}\.){0,3}google\.[a-z.]{2,6}(?:/news)?/url"
    r"|(?:[\w-]{1,20}\.){0,3}bing\.com/news/apiclick\.aspx"
    r"|(?:[\w-]{1,20}\.){0,3}facebook\.com/l\.php)\?",
    re.IGNORECASE,
)
_TRACKING_FRAGMENT = re.compile(r":~:|rss\b|(?:xtor|utm_\w+|at_\w+|ref|cmp|tk|ito)=", re.IGNORECASE)
_SAFE_PATH = "/-._~!$&'()*+,;=:@"
_SAFE_QUERY = "-._~!$'()*,;:@/?"
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
# Most addresses need no thought: these tell which.
_PLAIN = re.compile(r"https?://([A-Za-z0-9.-]+)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)/?")
_SPELT = re.compile(r"[A-Za-z0-9._~/-]*")
_MARKED_PATH = re.compile(r"/\.|/\Z|amp", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"\Afeed:(?://)?", re.IGNORECASE)
_HTTP = re.compile(r"https?:", re.IGNORECASE)
# As hands write them: `www.a.example/1`, `http:/a.example/1`, `http://https://a.example/1`.
_BARE_HOST = re.compile(r"\Awww\.[\w-]+(?:\.[\w-]+)+(?=[/?#:]|\Z)", re.IGNORECASE)
_ONE_SLASH = re.compile(r"\A(https?):/(?=[^/])", re.IGNORECASE)
_TWO_SCHEMES = re.compile(r"\Ahttps?:?//(?=https?://)", re.IGNORECASE)
_BEFORE_QUERY = re.compile(r"\A[^?#]+")
_UNWRITTEN = re.compile(
    r"[\r\n][ \t]+"  # wrapped by who writes XML for people
    r"|[\x00-\x20\x7f-\x9f\u00a0\u200b\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def as_http(link: str) -> str:
    """A `feed:` link, as old readers took them, as the http(s) address it means; any other as it
    is.
    """
    rest = _FEED_SCHEME.sub("", link, count=1)
    if rest == link or _HTTP.match(rest):
        return rest
    return f"http://{rest.lstrip('/')}"


def absolute(link: str, *bases: str) -> str | None:
    """`link` as an http(s) address with a host, resolved against the first base that helps.

    None for everything else: `javascript:`, `mailto:`, no host, longer than 2,048 characters.
    """
    link = _UNWRITTEN.sub(lambda sign: "%20" if sign[0] == " " else "", link.strip())
    if "\\" in link:  # browsers read it as a slash, but for the query's
        link = _BEFORE_QUERY.sub(lambda path: path[0].replace("\\", "/"), link)
    link = _ONE_SLASH.sub(r"\1://", _TWO_SCHEMES.sub("", _BARE_HOST.sub(r"http://\g<0>", link)))
    if not link or len(link) > URL_CHARS:
        return None
    for base in ("", *bases):
        try:
            joined = urljoin(base, link)
            parts = urlsplit(joined)
            host, _ = parts.hostname, parts.port
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and host and len(joined) <= URL_CHARS:
            return joined
    return None


def counted(url: str) -> str:
    """The address that a click counter leads to, as it names it itself; others as they are."""
    if not _COUNTER.match(url):
        return url
    said = parse_qs(url.replace("&amp;", "&").partition("?")[2].partition("#")[0])
    named = (value for name in ("url", "u", "q") for value in said.get(name, ()))
    return next((link for value in named if (link := absolute(value))), url)


def canonical(url: str, *, keep_fragment: bool = False) -> str:
    """The one spelling of an http(s) address: equal for two addresses of the same page.

    https; host in lower case without `www.`, mobile and AMP labels; no user, default port,
    tracking parameter, fragment (`#!` stays; with `keep_fragment` all but tracking ones stay),
    AMP marks or final slash; parameters sorted; percent-encoding normal. Idempotent. An address
    that is not http(s) comes back unchanged.
    """
    plain = _PLAIN.fullmatch(url)
    if plain and "amp" not in url.lower():
        return f"https://{_host(plain[1])}{plain[2]}"
    while (unwrapped := counted(_AMP_CACHE.sub("https://", url))) != url:
        url = unwrapped
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    folded = f"https://{_host(host)}" + (f":{port}" if port not in (None, 80, 443) else "")
    folded += _path(parts.path)
    query = _query(parts.query)
    folded += f"?{query}" if query else ""
    fragment = parts.fragment
    if fragment.startswith("!") or (keep_fragment and not _TRACKING_FRAGMENT.match(fragment)):
        folded += f"#{_spell(fragment, _SAFE_QUERY + '=&')}" if fragment else ""
    return folded


def is_site(url: str) -> bool:
    """Whether a canonical address names a whole site (no path, no query), so no article."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a guid that only begins like an address
        return False
    return not parts.path.strip("/") and not parts.query and not parts.fragment


@lru_cache(_REMEMBERED)
def _host(host: str) -> str:
    """Lower case ASCII without the labels that name a device, as long as a domain remains."""
    host = host.rstrip(".").lower()
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode("ascii")
    host = quote(host, safe="%:").lower()
    if ":" in host:  # an IPv6 address
        return f"[{host}]"
    labels = host.split(".")
    while labels[0] in _MOBILE and _has_domain(labels[1:]):
        labels = labels[1:]
    return ".".join(labels)


def _has_domain(labels: list[str]) -> bool:
    """Whether more than a public suffix is left ("co.uk" is none), as far as shape tells."""
    return bool(labels[2:]) or (bool(labels[1:]) and labels[0] not in _SECOND_LEVEL)


def _path(path: str) -> str:
    path = _spell(_SESSION_PATH.sub("", path), _SAFE_PATH)
    if not _MARKED_PATH.search(path):
        return path
    while True:
        shorter = _without_dots(path)
        shorter = re.sub(r"(?:/amp|\.amp|/amp\.html|/)\Z", "", shorter, flags=re.IGNORECASE)
        shorter = re.sub(r"\A/amp(?=/.)", "", shorter, flags=re.IGNORECASE)
        shorter = re.sub(r"\.amp(?=\.html?\Z)", "", shorter, flags=re.IGNORECASE)
        if shorter == path:
            return path
        path = shorter


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4: `.` and `..` segments resolved."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept[1:] = kept[1:-1]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def _query(query: str) -> str:
    pairs = []
    for part in query.replace("&amp;", "&").split("&"):
        name, equals, value = part.partition("=")
        name, value = _spell(name, _SAFE_QUERY), _spell(value, _SAFE_QUERY + "=")
        if part and not _tracks(name.lower(), value):
            pairs.append(f"{name}{equals}{value}")
    return "&".join(sorted(pairs))


def _tracks(name: str, value: str) -> bool:
    return (
        name in _TRACKING
        or name.startswith(_TRACKING_PREFIXES)
        or (name, value.lower()) in _AMP_SWITCH
        or (name in _SESSIONS and _SESSION.fullmatch(value) is not None)
        or (name in _SOMETIMES and _SENDERS.fullmatch(value) is not None)
    )


def _spell(text: str, safe: str) -> str:
    """One percent-encoding: unreserved characters plain, the rest `%XX` in upper case.

    An encoded reserved character keeps its encoding: `%2F` is not `/`.
    """
    if _SPELT.fullmatch(text):
        return text

    def respell(code: re.Match[str]) -> str:
        sign = chr(int(code[1], 16))
        plain = sign.isascii() and (sign.isalnum() or sign in "-._~")
        return sign if plain else f"%{code[1].upper()}"

    kept = _PERCENT.sub(respell, text)
    return "".join(
        part if _PERCENT.fullmatch(part) else quote(part, safe=safe, errors="replace")
        for part in re.split(r"(%[0-9A-F]{2})", kept)
    )
