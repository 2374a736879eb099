"""One outlet has one name, however it is spelled, hosted or owned."""

from __future__ import annotations

import re

import pytest

from worker.text.credit import FeedName, Outlet, credited, shipped
from worker.text.credit.outlets import Outlets
from worker.text.hosts import host_of


@pytest.mark.parametrize(
    "given",
    ["ft.com", "www.ft.com", "markets.ft.com", "FT", "ft", "Financial Times", "FINANCIAL TIMES"],
)
def test_every_spelling_leads_to_one_name(given: str) -> None:
    assert shipped().canonical(given) == "Financial Times"


def test_what_is_unknown_stays_as_it_is() -> None:
    for given in ("harbour.example", "The Harbour Herald", "", "..", "com"):
        assert shipped().canonical(given) == given
    assert shipped().at("notft.com") is None
    assert shipped().at("localhost") is None


def test_the_shipped_list_is_sound() -> None:
    names = [each.outlet.name for each in shipped().spellings]
    assert len(set(names)) > 250
    for spelling in shipped().spellings:
        assert spelling.text == spelling.text.strip()
        assert not set(spelling.text) & set("|*~@,")
        assert all(re.fullmatch("[a-z]{2}", each) for each in spelling.languages)
    for host, outlet in shipped().hosts.items():
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host), host
        assert shipped().canonical(host) == outlet.name
    for name in set(names):
        assert shipped().canonical(name) == name, name


def test_a_host_is_read_from_any_url() -> None:
    assert host_of("https://www.harbour.example/a") == "harbour.example"
    assert [host_of(url) for url in (None, "", "mailto:a", "http://[bad")] == ["", "", "", ""]


def read(text: str, outlets: Outlets) -> list[str]:
    return [credit.outlet for credit in credited([("body", text)], outlets)]


def test_feeds_name_outlets_too() -> None:
    outlets = shipped().with_feeds(
        [
            FeedName("https://www.harbour.example/rss", "Harbour Herald - Front page"),
            FeedName("https://feeds.harbour.example/sport", "Harbour Herald - Sport"),
            FeedName("https://other.example/", "World"),
            FeedName("https://other.example/x", "x"),
            FeedName("nonsense", "Nonsense Gazette"),
            FeedName("https://blank.example/"),
            FeedName("https://signs.example/", "ʾʿ"),
        ]
    )
    assert read("It closes, according to the Harbour Herald.", outlets) == ["harbour.example"]
    assert outlets.canonical("harbour.example") == "harbour.example"
    assert outlets.canonical("Harbour Herald") == "harbour.example"
    assert read("It closes, according to World.", outlets) == []
    assert read("It closes, according to the Nonsense Gazette.", outlets) == []
    assert read("It closes, according to the FT.", outlets) == ["Financial Times"]


def test_where_feeds_of_many_are_kept_the_name_tells_whose_it_is() -> None:
    kept = "https://feeds.feedburner.com/"
    outlets = shipped().with_feeds(
        [
            FeedName(f"{kept}a", "Harbour Herald - News"),
            FeedName(f"{kept}b", "Lake Ledger", owner="Lake House"),
            FeedName(f"{kept}c", "News"),
            FeedName(f"{kept}d"),
        ]
    )
    assert read("It closes, according to the Harbour Herald.", outlets) == ["Harbour Herald"]
    assert read("It closes, according to the Lake Ledger.", outlets) == ["Lake House"]
    assert outlets.canonical("feedburner.com") == "feedburner.com"
    assert outlets.canonical("www.harbour-herald.example") == "Harbour Herald"
    assert outlets.canonical("lakeledger.example") == "Lake House"
    assert outlets.canonical("news.example") == "news.example"


def test_an_owner_decides_for_its_host_whichever_feed_comes_first() -> None:
    feeds = [
        FeedName("https://harbour.example/a", "Harbour Herald"),
        FeedName("https://harbour.example/b", "Harbour Herald", owner="Lake House"),
    ]
    for listed in (feeds, feeds[::-1]):
        outlets = shipped().with_feeds(listed)
        assert outlets.canonical("harbour.example") == "Lake House"


def test_names_in_scripts_whose_letters_share_bytes_are_compared_as_text() -> None:
    outlets = shipped().with_feeds([FeedName("https://ge.example/", "ანბანი")])
    assert read("It closes, according to ანბანი.", outlets) == ["ge.example"]
    twin = "".join(chr(ord(letter) + 24) for letter in "ანბანი")
    assert read(f"It closes, according to {twin}.", outlets) == []


def test_an_owner_stands_for_all_its_outlets() -> None:
    outlets = shipped().with_feeds(
        [
            FeedName("https://www.vg.no/rss", "VG", owner="Schibsted"),
            FeedName("https://harbour.example/", "Harbour Herald", owner="Schibsted"),
            FeedName("https://www.nrk.no/toppsaker.rss", "NRK toppsaker"),
        ]
    )
    for given in ("VG", "Verdens Gang", "vg.no", "harbour.example", "Harbour Herald", "Schibsted"):
        assert outlets.canonical(given) == "Schibsted", given
    assert read("Havnen stenges, ifølge VG.", outlets) == ["Schibsted"]
    assert outlets.canonical("NRK") == "NRK"
    assert outlets.canonical("NRK toppsaker") == "NRK"


def test_an_owner_that_is_an_outlet_has_its_name() -> None:
    outlets = shipped().with_feeds(
        [FeedName("https://harbour.example/", "Harbour", owner="ft.com")]
    )
    assert outlets.canonical("harbour.example") == "Financial Times"


def test_a_wire_stays_a_wire_under_its_owner() -> None:
    outlets = shipped().with_feeds([FeedName("https://ntb.no/", "NTB", owner="Norsk Media")])
    assert outlets.at("ntb.no") == Outlet("Norsk Media", wire=True)


def test_one_short_name_means_another_outlet_in_another_language() -> None:
    def named(language: str | None) -> list[str]:
        found = credited([("body", "DN rapporterar, DN skriver")], shipped(), language)
        return [credit.outlet for credit in found]

    assert named("sv") == ["Dagens Nyheter"]
    assert named("nb") == ["Dagens Næringsliv"]
    assert named("de") == []
