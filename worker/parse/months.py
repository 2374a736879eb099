"""Month names of the press, folded, with the month each one means (rule 17).

Sources: Unicode CLDR's wide and abbreviated month names, in the nominative and the genitive, plus
common abbreviations without their full stop. Left out is what means two months: `srp` is Czech
August and Croatian July. `_` stands for a space.
"""

from __future__ import annotations

# A line of languages in Latin script, then others: en nb sv da de fr es it pt nl fi pl tr, hu ro ca
# et lv lt id ms is, cs sk sl hr sr, ru uk be bg mk sr, el, ar.
_NAMES = """
jan january januar januari janner januari janvier janv janeiro enero ene gennaio genn gen
  tammikuuta tammikuu tammik tammi stycznia styczen sty ocak oca
  ianuarie ian gener jaanuar jaan janvaris janvari sausio sausis saus
  ledna leden led januara januarja sijecnja sijecanj sij
  январь января янв січень січня січ студзеня студзень студз януари яну јануари јануар јануара јан
  ιανουαριου ιανουαριοσ ιαν ιανουαρ γεναρη يناير
feb february februar februari fevrier fevr fev febrero febbraio febbr fevereiro
  helmikuuta helmikuu helmik helmi lutego luty lut subat sub
  februarie febr febrer veebruar veebr februaris pebruari vasario vasaris vas
  unora unor uno februara februarja veljace veljaca velj
  февраль февраля фев февр лютий лютого лют лютага люты февруари фебруари фебруар фебруара феб
  φεβρουαριου φεβρουαριοσ φεβ φεβρ φλεβαρη فبراير
mar march mars marts marz maerz mrz maart mrt marzo marco
  maaliskuuta maaliskuu maalisk maalis marzec marca mart
  marcius marc martie marta maret mac kovo kovas kov
  brezna brezen bre marec ozujka ozujak ozu
  март марта мар березень березня бер берез сакавіка сакавік сак
  μαρτιου μαρτιοσ μαρ μαρτ μαρτη مارس
apr april avril avr abril abr aprile huhtikuuta huhtikuu huhtik huhti
  kwietnia kwiecien kwi nisan nis aprilis aprilie aprill aprili balandzio balandis bal
  dubna duben dub aprila travnja travanj
  апрель апреля апр квітень квітня кві квіт красавіка красавік крас април
  απριλιου απριλιοσ απρ απριλη أبريل
may mai maj mei mayo maggio magg mag maio toukokuuta toukokuu toukok touko
  maja mayis majus maig maijs maija geguzes geguze geg
  kvetna kveten kve svibnja svibanj svi
  май мая травень травня тра трав мај маја
  μαιου μαιοσ μαι μαη مايو
jun june juni juin junio giugno giu junho kesakuuta kesakuu kesak kesa
  czerwca czerwiec cze haziran haz junius iunie iun juny juuni junijs birzelio birzelis birz
  cervna cerven cvn juna junij junija lipnja lipanj
  июнь июня июн червень червня чер черв чэрвеня чэрвень чэр юни јуни јун јуна
  ιουνιου ιουνιοσ ιουν ιουνη يونيو
jul july juli juillet juil julio luglio lug julho heinakuuta heinakuu heinak heina
  lipca lipiec lip temmuz tem julius iulie iul juliol juuli julijs julai liepos liepa liep
  cervence cervenec cvc jula julij julija srpnja srpanj
  июль июля июл липень липня лип ліпеня ліпень ліп юли јули јул јула
  ιουλιου ιουλιοσ ιουλ ιουλη يوليو
aug august augusti aout agosto ago augustus elokuuta elokuu elok elo
  sierpnia sierpien sie agustos agu augusztus agost augusts agustus agt agust ogos ogo
  rugpjucio rugpjutis rugp srpna srpen augusta avgusta avgust avg kolovoza kolovoz kol
  август августа авг серпень серпня сер серп жніўня жнівень жнів
  αυγουστου αυγουστοσ αυγ أغسطس
sep sept september septembre settembre sett set septiembre setiembre setembro
  syyskuuta syyskuu syysk syys wrzesnia wrzesien wrz eylul eyl
  szeptember szept septembrie setembre septembris septembri rugsejo rugsejis rugs
  zari zar septembra septembar rujna rujan ruj
  сентябрь сентября сен сент вересень вересня вер верес верасня верасень септември сеп
  септембар септембра септ σεπτεμβριου σεπτεμβριοσ σεπ σεπτ σεπτεμβρη سبتمبر
oct okt october oktober octobre octubre ottobre ott outubro out
  lokakuuta lokakuu lokak loka pazdziernika pazdziernik paz ekim eki
  octombrie oktoober oktobris oktobri spalio spalis spal
  rijna rijen rij oktobra oktobar
  октябрь октября окт жовтень жовтня жов жовт кастрычніка кастрычнік кастр октомври октобар октобра
  οκτωβριου οκτωβριοσ οκτ οκτωβρη أكتوبر
nov november novembre noviembre novembro marraskuuta marraskuu marrask marras
  listopada listopad lis kasim kas noiembrie novembris novembri nopember nop
  lapkricio lapkritis lapkr listopadu novembra novembar studenoga studenog studeni stu
  ноябрь ноября ноя нояб листопад листопада лис лист лістапада лістапад ліст ноември ное ноем
  новембар новембра нов νοεμβριου νοεμβριοσ νοε νοεμ νοεμβρη نوفمبر
dec des dez december desember dezember decembre diciembre dic dicembre dezembro
  joulukuuta joulukuu jouluk joulu grudnia grudzien gru aralik ara
  decembrie desembre detsember dets decembris decembri disember dis gruodzio gruodis gruod
  prosince prosinec pro decembra decembar prosinca prosinac
  декабрь декабря дек грудень грудня гру груд снежня снежань снеж декември децембар децембра дец
  δεκεμβριου δεκεμβριοσ δεκ δεκεμβρη ديسمبر
"""
# Vietnamese counts its months, in words or digits: tháng ba, tháng 3, thg 3.
_COUNTED = "mot hai ba tu nam sau bay tam chin muoi muoi_mot muoi_hai"


def _by_name() -> dict[str, int]:
    """Each unindented line starts the next month."""
    found: dict[str, int] = {"thang gieng": 1, "thang chap": 12}
    month = 0
    for line in _NAMES.strip("\n").split("\n"):
        month += not line.startswith(" ")
        found.update(dict.fromkeys(line.split(), month))
    for number, word in enumerate(_COUNTED.split(), 1):
        said = (word.replace("_", " "), str(number), f"{number:02}")
        found.update(dict.fromkeys((f"thang {name}" for name in said), number))
        found.update(dict.fromkeys((f"thg {name}" for name in said), number))
    return found


MONTHS = _by_name()
