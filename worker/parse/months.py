"""Month names of the press, folded, with the month each one means (rule 17).

Sources: Unicode CLDR's wide and abbreviated month names, in the nominative and the genitive, for
en nb sv da de fr es it pt nl fi pl ru uk tr ar, plus common abbreviations without their full stop.
"""

from __future__ import annotations

_NAMES = """
jan january januar janner januari janvier janv janeiro enero ene gennaio genn gen stycznia
  styczen sty ocak oca tammikuuta tammikuu январь января янв січень січня січ tammik يناير
feb february februar februari fevrier fevr fev febrero febbraio febbr fevereiro lutego luty lut
  subat sub helmikuuta helmikuu февраль февраля фев февр лютий лютого лют helmik февр فبراير
mar march mars marts marz maerz mrz maart mrt marzo marco marzec marca mart maaliskuuta maaliskuu
  март марта мар березень березня бер maalisk берез مارس
apr april avril avr abril abr aprile kwietnia kwiecien kwi nisan nis huhtikuuta huhtikuu
  апрель апреля апр квітень квітня кві квіт huhtik أبريل
may mai maj mei mayo maggio magg mag maio maja mayis toukokuuta toukokuu
  май мая травень травня тра трав toukok مايو
jun june juni juin junio giugno giu junho czerwca czerwiec cze haziran haz kesakuuta kesakuu
  июнь июня июн червень червня чер черв kesak يونيو
jul july juli juillet juil julio luglio lug julho lipca lipiec lip temmuz tem heinakuuta heinakuu
  июль июля июл липень липня лип heinak يوليو
aug august augusti aout agosto ago augustus sierpnia sierpien sie agustos agu elokuuta elokuu
  август августа авг серпень серпня сер серп elok أغسطس
sep sept september septembre settembre sett set septiembre setiembre setembro wrzesnia wrzesien
  wrz eylul eyl syyskuuta syyskuu сентябрь сентября сен сент вересень вересня вер верес syysk سبتمبر
oct okt october oktober octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz ekim
  eki lokakuuta lokakuu октябрь октября окт жовтень жовтня жов жовт lokak أكتوبر
nov november novembre noviembre novembro listopada listopad lis kasim kas marraskuuta marraskuu
  ноябрь ноября ноя нояб листопад листопада лис лист marrask نوفمبر
dec des dez december desember dezember decembre diciembre dic dicembre dezembro grudnia grudzien
  gru aralik ara joulukuuta joulukuu декабрь декабря дек грудень грудня гру груд jouluk ديسمبر
"""


def _by_name() -> dict[str, int]:
    """Each unindented line starts the next month."""
    found: dict[str, int] = {}
    month = 0
    for line in _NAMES.strip("\n").split("\n"):
        month += not line.startswith(" ")
        found.update(dict.fromkeys(line.split(), month))
    return found


MONTHS = _by_name()
