"""Pages in the way of an article, in the words of many sites; all written here."""

from __future__ import annotations

import pytest

from tests.parse.html import PROSE, STANDFIRST, article, page
from worker.model import PageVerdict
from worker.parse.fulltext import extract
from worker.parse.walls import TINY_CHARS

URL = "https://news.example.org/port"

WALLS = [
    ("Before you continue\nWe use data to keep our services going.\nAccept all", "cookie wall"),
    ("We value your privacy\nWe and our 812 partners store information on a device.", "cookie"),
    ("Bevor Sie fortfahren\nWir verwenden Cookies, um Inhalte zu zeigen.", "cookie wall"),
    ("Vi bruker informasjonskapsler\nGodta alle", "cookie wall"),
    ("Avant de continuer\nTout accepter\nContinuer sans accepter", "cookie wall"),
    ("Ми використовуємо файли cookie\nПрийняти все", "cookie wall"),
    ("Мы используем файлы cookie\nПринять все", "cookie wall"),
    ("Antes de continuar\nAceptar todo", "cookie wall"),
    ("Prima di continuare\nAccetta tutto", "cookie wall"),
    ("Używamy plików cookie, kliknij przycisk poniżej", "cookie wall"),
    ("Subscribe to unlock this article\nTry our digital pages for 1 euro a month.", "pay wall"),
    ("Already a subscriber?\nCancel anytime during your trial.", "pay wall"),
    ("Artikkelen er for abonnenter\nBli abonnent", "pay wall"),
    ("Exklusiv für Abonnenten\nMonatlich kündbar", "pay wall"),
    ("Cet article est réservé aux abonnés", "pay wall"),
    ("Оформите подписку, чтобы читать дальше", "pay wall"),
    ("Щоб читати далі, оформіть передплату", "pay wall"),
    ("Please enable JavaScript to view this page.", "check"),
    ("Checking your browser before you go on.", "check"),
    ("Verify you are human by completing the action below.", "check"),
    ("Aktivieren Sie bitte JavaScript", "check"),
    ("Включите JavaScript в браузере", "check"),
    ("Access denied. Reference 18.4711", "check"),
    ("Weiter mit Werbung\nBesuchen Sie uns wie gewohnt mit Werbung und Tracking.", "cookie wall"),
    ("Sorry, we cannot find the page\nIt may have moved.", "gone"),
    ("Seite nicht gefunden\nVersuchen Sie die Suche.", "gone"),
    ("Der Artikel ist leider nicht mehr verfügbar.", "gone"),
    ("Siden finnes ikke\nPrøv forsiden.", "gone"),
    ("Sidan kunde inte hittas", "gone"),
    ("Page introuvable", "gone"),
    ("La página que buscas ya no existe", "gone"),
    ("Pagina non trovata", "gone"),
    ("Página não encontrada", "gone"),
    ("Strona nie istnieje", "gone"),
    ("Сторінку не знайдено", "gone"),
    ("Страница не найдена", "gone"),
    ("451: Unavailable due to legal reasons\nYou are within the European Economic Area.", "check"),
]


@pytest.mark.parametrize(("text", "kind"), WALLS)
def test_walls(text: str, kind: str) -> None:
    found = extract(page(text), {}, URL)
    assert found.verdict is PageVerdict.WALL
    assert kind in found.words


def test_a_title_alone_gives_a_wall_away() -> None:
    found = extract(page("Ray 9a3f", title="Just a moment..."), {}, URL)
    assert found.verdict is PageVerdict.WALL
    assert found.words == "a check for robots: 'just a moment'"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<noscript>You need to enable JavaScript to run this app.</noscript>", "javascript"),
        ("<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>", "403 forbidden"),
    ],
)
def test_a_page_may_hide_what_it_says(body: str, said: str) -> None:
    found = extract(f"<html><title>Vestby Post</title><body>{body}".encode(), {}, URL)
    assert found.verdict is PageVerdict.WALL
    assert said in found.words


@pytest.mark.parametrize(
    "said", ["This article is no longer available", "404 - Page not found", "Error 404"]
)
def test_a_page_that_is_gone_may_talk_on(said: str) -> None:
    body = article(paragraphs=3).replace(b"<h1>Port of Vestby shut", f"<h1>{said}".encode())
    found = extract(body, {}, URL)
    assert len(found.text) > TINY_CHARS
    assert (found.verdict, found.words.partition(":")[0]) == (PageVerdict.WALL, "the page is gone")
    about = f"<p>The server answered: {said}.</p>"
    assert extract(article(about), {}, URL).verdict is PageVerdict.OK


@pytest.mark.parametrize(
    "url",
    [
        "https://consent.example.com/m?continue=x",
        "https://www.consent.example.com/",
        "https://login.example.org/start",
        "https://example.org/authwall?to=x",
        "https://example.org/en/Login/",
    ],
)
def test_hosts_that_serve_nothing_but_walls(url: str) -> None:
    found = extract(article(), {}, url)
    assert found.verdict is PageVerdict.WALL
    assert "led to" in found.words


@pytest.mark.parametrize(
    "url", [URL, "https://consent.org/a", "https://example.org/login-fails", "", "https://[::bad/"]
)
def test_an_article_is_no_wall(url: str) -> None:
    found = extract(article(), {}, url)
    assert found.verdict is PageVerdict.OK
    assert STANDFIRST in found.text
    assert found.words == f"the page's text, {len(found.text):,} characters"


def test_a_long_article_about_cookies_is_an_article() -> None:
    about = "<p>Sites say that they use cookies: 'We use cookies, accept all', they write.</p>"
    assert extract(article(about), {}, URL).verdict is PageVerdict.OK


def test_cookie_words_in_the_footer_do_not_matter_to_an_article_of_some_length() -> None:
    body = article(paragraphs=3).replace(b"since 1881", b"Cookie settings")
    assert extract(body, {}, URL).verdict is PageVerdict.OK


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ("<p>To continue reading, choose one of our offers.</p>", "only the start"),
        ("<p>Jetzt weiterlesen mit Post+ und einen Monat lang sparen.</p>", "only the start"),
        ("<p>Les hele saken ved å logge inn.</p>", "only the start"),
    ],
)
def test_the_start_of_an_article_is_partial(extra: str, reason: str) -> None:
    found = extract(article(extra, paragraphs=10), {}, URL)
    assert found.verdict is PageVerdict.PARTIAL
    assert reason in found.words


def test_the_start_of_an_article_stands_above_what_the_rest_costs() -> None:
    offers = "".join(f"<p>For {n} euros a month, {n} papers</p>" for n in range(6))
    found = extract(article(f"<p>Already a subscriber?</p>{offers}", paragraphs=3), {}, URL)
    assert (found.verdict, found.words) == (
        PageVerdict.PARTIAL,
        "only the start of the article: 'already a subscriber'",
    )


def test_a_long_article_below_a_dialogue_is_an_article() -> None:
    dialogue = "We and our 812 partners store data on a device. Precise geolocation may be used."
    lead = f"{dialogue} You can object to processing based on legitimate interest."
    found = extract(article(lead=lead, paragraphs=12), {}, URL)
    assert lead in found.text
    assert found.verdict is PageVerdict.OK


@pytest.mark.parametrize(
    "last",
    [
        "But the minister said that …",
        "But the minister said that [...]",
        "The ministry had known of the mines since the summer, a letter shows that it sent to the",
        "Міністерство знало про міни ще з літа, свідчить лист, який воно тоді надіслало до порту,",
    ],
)
def test_a_text_that_breaks_off_is_partial(last: str) -> None:
    lead = "The letter has been seen by this paper, and by two others."
    found = extract(article(f"<p>{lead} {last}</p>", paragraphs=3), {}, URL)
    assert (found.verdict, found.words) == (PageVerdict.PARTIAL, "the text breaks off")


@pytest.mark.parametrize("last", ["Reported by our desk in the north", f"{PROSE[0]} By Olsen"])
def test_a_text_may_end_with_a_name(last: str) -> None:
    found = extract(article(f"<p>{last}</p>", paragraphs=3), {}, URL)
    assert found.verdict is PageVerdict.OK


def test_a_very_short_text_is_partial() -> None:
    found = extract(page("The port of Vestby is shut for a week, says the ministry."), {}, URL)
    assert found.verdict is PageVerdict.PARTIAL
    assert "characters found" in found.words


def test_what_schema_org_says_is_not_free() -> None:
    head = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    short = extract(article(head=head, paragraphs=3), {}, URL)
    assert short.verdict is PageVerdict.PARTIAL
    assert "not free" in short.words
    assert extract(article(head=head, paragraphs=12), {}, URL).verdict is PageVerdict.OK


def test_less_than_the_feed_gave_is_partial() -> None:
    feed_text = "\n\n".join(PROSE)
    found = extract(article(paragraphs=3), {}, URL, feed_text=feed_text)
    assert found.verdict is PageVerdict.PARTIAL
    assert "the feed's own text" in found.words
    assert extract(article(paragraphs=12), {}, URL, feed_text=feed_text).verdict is PageVerdict.OK


def test_less_than_the_page_says_it_has_is_partial() -> None:
    head = (
        '<script type="application/ld+json">{"@graph": [{"articleBody": "'
        + " ".join(PROSE * 3)
        + '"}]}</script>'
    )
    found = extract(article(head=head, paragraphs=5), {}, URL)
    assert found.verdict is PageVerdict.PARTIAL
    assert "the page holds" in found.words


CHINESE = (
    "港务局周一表示，北码头将继续关闭，直至地基修复工程全部完成为止，预计需要几个月的时间。",
    "工程师在十一月的例行检查中发现，四十根柱子中有十一根出现裂缝，情况比预期严重得多。",
    "检查小组负责人说：“我们没有想到损坏会如此严重，必须立即采取行动。”",
)


def test_a_short_report_in_chinese_is_whole() -> None:
    text = "\n".join(CHINESE)
    assert len(text) < TINY_CHARS
    found = extract(page(text), {}, URL)
    assert (found.verdict, found.text) == (PageVerdict.OK, "\n\n".join(CHINESE))
    assert extract(page(CHINESE[0]), {}, URL).verdict is PageVerdict.PARTIAL
