from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.poll.politeness import host_key


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
        ("https://www.NRK.no/toppsaker.rss", "nrk.no"),
        ("https://nrk.no:8443/x", "nrk.no"),
        ("https://nrk.no./x", "nrk.no"),
        ("https://one.blogspot.com/feed", "blogspot.com"),
        ("https://two.blogspot.com/feed", "blogspot.com"),
        ("https://a.substack.com/feed", "substack.com"),
        ("https://someone.github.io/feed", "github.io"),
        ("https://user:pass@news.example.org/", "example.org"),
        ("https://новости.рф/rss", "xn--b1amnebsh.xn--p1ai"),
        ("https://lenta.новости.рф/rss", "xn--b1amnebsh.xn--p1ai"),
        ("http://intranet/feed", "intranet"),
        ("http://news.corp.lan/feed", "corp.lan"),
        ("http://co.uk/", "co.uk"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
        ("http://127.0.0.1:8002/", "127.0.0.1:8002"),
        ("http://127.0.0.1/", "127.0.0.1:80"),
        ("https://[::1]/", "[::1]:443"),
        ("http://localhost:9000/", "localhost:9000"),
        ("http://a.localhost:9000/", "a.localhost:9000"),
        ("", ""),
        ("not a url", ""),
        ("http://", ""),
        ("http://[::1", ""),
        ("http://x:99999/", ""),
        ("http://" + "ж" * 80 + ".example.org/", "example.org"),
    ],
)
def test_who_counts_as_one_host(url: str, host: str) -> None:
    assert host_key(url) == host


@given(st.text())
def test_any_text_has_a_key_and_the_key_is_stable(text: str) -> None:
    url = f"http://{text}/feed"
    assert host_key(url) == host_key(url)
