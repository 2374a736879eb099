"""Spellings of the press in forty languages, and what must stay none: `tests/corpus/dates.tsv`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse.dates import parse

TABLE = Path(__file__).parent.parent / "corpus" / "dates.tsv"
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra "
    "decembra",
    "sl": "januar februar marec april maj junij julij avgust september oktober november december",
    "sr": "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie "
    "noiembrie decembrie",
    "hu": "január február március április május június július augusztus szeptember október "
    "november december",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου "
    "Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november "
    "detsember",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris "
    "novembris decembris",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio "
    "lapkričio gruodžio",
    "ca": "de_gener de_febrer de_març d’abril de_maig de_juny de_juliol d’agost de_setembre "
    "d’octubre de_novembre de_desembre",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
    "vi": "Một Hai Ba Tư Năm Sáu Bảy Tám Chín Mười Mười_Một Mười_Hai",
}
LONG = {  # the long form of each language
    "en": "{day} {month} {year}, {hour:02}:{minute:02}",
    "nb": "{day}. {month} {year} kl. {hour:02}:{minute:02}",
    "sv": "den {day} {month} {year} kl. {hour:02}.{minute:02}",
    "da": "d. {day}. {month} {year} kl. {hour:02}.{minute:02}",
    "de": "{day}. {month} {year} um {hour:02}:{minute:02} Uhr",
    "fr": "le {day} {month} {year} à {hour:02}h{minute:02}",
    "es": "{day} de {month} de {year} a las {hour}:{minute:02}",
    "it": "{day} {month} {year} ore {hour:02}:{minute:02}",
    "pt": "{day} de {month} de {year} às {hour:02}h{minute:02}",
    "ru": "{day} {month} {year} г., {hour:02}:{minute:02}",
    "uk": "{day} {month} {year} р. о {hour:02}:{minute:02}",
    "pl": "{day} {month} {year} r. godz. {hour:02}:{minute:02}",
    "tr": "{day} {month} {year} {hour:02}:{minute:02}",
    "nl": "{day} {month} {year} om {hour:02}:{minute:02} uur",
    "fi": "{day}. {month} {year} klo {hour:02}.{minute:02}",
    "cs": "{day}. {month} {year} v {hour}:{minute:02}",
    "sk": "{day}. {month} {year} o {hour}:{minute:02}",
    "sl": "{day}. {month} {year} ob {hour}.{minute:02}",
    "sr": "{day}. {month} {year}. u {hour:02}:{minute:02}",
    "ro": "{day} {month} {year}, ora {hour:02}:{minute:02}",
    "hu": "{year}. {month} {day}., {hour:02}:{minute:02}",
    "bg": "{day} {month} {year} г. {hour:02}:{minute:02} ч.",
    "el": "{day} {month} {year}, {hour:02}:{minute:02}",
    "et": "{day}. {month} {year}, kell {hour}.{minute:02}",
    "lv": "{year}. gada {day}. {month}, {hour:02}:{minute:02}",
    "lt": "{year} m. {month} {day} d. {hour:02}:{minute:02}",
    "ca": "{day} {month} del {year} a les {hour}:{minute:02}",
    "is": "{day}. {month} {year} kl. {hour:02}:{minute:02}",
    "id": "{day} {month} {year} pukul {hour:02}.{minute:02} UTC",
    "ms": "{day} {month} {year}, {hour}:{minute:02}",
    "vi": "{day} Tháng {month} năm {year} lúc {hour:02}:{minute:02}",
}
WORDS = [*"0123456789:./-+,;()[]& \tTZh", *MONTHS["en"].split(), "Mon", "mar", "May", "CET", "pm"]

offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1), timezones=offsets)  # noqa: DTZ001 - hypothesis wants naive bounds


def table() -> list[tuple[str, datetime | None]]:
    rows = []
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        moment, _, spelling = line.partition("\t")
        shown = re.sub(
            r"\\(?:u(\w{4})|x(\w{2})|n)", lambda c: chr(int(c[1] or c[2] or "a", 16)), spelling
        )
        wanted = None if moment == "-" else datetime.fromisoformat(moment).replace(tzinfo=UTC)
        rows.append((shown, wanted))
    return rows


@pytest.mark.parametrize(("spelling", "moment"), table())
def test_the_moment_it_means_or_none(spelling: str, moment: datetime | None) -> None:
    assert parse(spelling) == moment


@given(moments)
def test_every_format_means_the_same_instant(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    utc = whole.astimezone(UTC)
    assert parse(format_datetime(whole)) == whole
    assert parse(format_datetime(whole).partition(", ")[2]) == whole
    assert parse(moment.isoformat()) == whole
    assert parse(whole.strftime("%Y%m%dT%H%M%S%z")) == whole
    assert parse(whole.strftime("%Y-%j") + whole.strftime("T%H:%M:%S%z")) == whole
    assert parse(whole.strftime("%G-W%V-%u") + whole.strftime("T%H:%M:%S%z")) == whole
    assert parse(utc.strftime("%d.%m.%Y %H:%M:%S")) == utc
    assert parse(utc.strftime("%d/%m/%Y %H:%M:%S")) == utc
    assert parse(utc.strftime("%m/%d/%Y %I:%M:%S %p")) == utc
    assert parse(utc.strftime("%B %d, %Y %I:%M:%S %p")) == utc
    assert parse(utc.strftime("%a %b %d %H:%M:%S UTC %Y")) == utc
    assert parse(str(int(utc.timestamp()) * 1000)) in {utc, None}  # 11 digits are no milliseconds


@given(moments, st.sampled_from(sorted(LONG)))
def test_every_language_s_long_form_is_read(moment: datetime, language: str) -> None:
    utc = moment.astimezone(UTC).replace(second=0, microsecond=0)
    spelled = LONG[language].format(
        day=utc.day,
        month=MONTHS[language].split()[utc.month - 1].replace("_", " "),
        year=utc.year,
        hour=utc.hour,
        minute=utc.minute,
    )
    assert parse(spelled) == utc
    assert parse(spelled.upper().replace("İ", "I")) == utc
    assert parse(f"{spelled} {spelled}") is None


@given(st.text(max_size=125) | st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_any_text_is_none_or_a_moment_within_bounds(text: str) -> None:
    found = parse(text)
    assert found is None or (found.tzinfo is UTC and 1990 <= found.year <= 2100)
