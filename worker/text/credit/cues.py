"""The words by which a report says whom its news comes from, in fourteen languages: our own list.

Phrases are parted by "|" or a new line and compared as folded. All languages are tried on every
text, as quotations and wrong guesses of the language are common; a phrase that means something else
in another language stands in `ONLY` and counts in texts of its own.
"""

from __future__ import annotations

from typing import Final

from worker.text.credit import beside
from worker.text.letters import fold_parts

Phrase = tuple[bytes, ...]  # folded words

# Straight before the name: the news is theirs.
_BEFORE = """
    according to|as reported by|reported by|reported in|reports by|reports in|report by|report in
    report from|reports from|reporting by|reporting from|as reported in|citing|quoting|cited by
    quoted by|as quoted by|seen by|obtained by|reviewed by|viewed by|revealed by|published by
    published in|investigation by|analysis by|broken by|article in|story in|citing a report by
    attributed to|carried by|released by|reported earlier by|earlier reported by
    ifølge|melder|skriver|rapporterer|omtales av|omtalt av|siterer|viser til|vist til|gjengitt av
    med henvisning til|under henvisning til|skreiv|skrev|meldte|rapporterte
    rapporterede|meddelade|meldt av|avslører|avslørte|opplyser
    ifølgje|skriv|går fram av|avslørt av|gjengitt i|omtalt i|rapport fra|rapport från|uppgifter från
    enligt|uppgifter till|rapporterar|uppger|skriver|rapporterade|med hänvisning till
    hänvisar till|avslöjar
    rapporterats av|citerar|erfar|berättar
    oplyser|afslører|med henvisning til|henviser til|citeret af|fremgår det af|erfarer
    laut|nach angaben von|nach angaben der|nach angaben des|nach informationen der
    nach informationen des|nach informationen von|berichtet|berichtete|berichten|meldet|meldete
    melden|schreibt|schrieb|zitiert|unter berufung auf|beruft sich auf|bericht der|bericht des
    bericht von|berichten der|berichten von|berichten des|wie aus einem bericht der|erfuhr
    zuerst hatte|informationen der|zuerst berichtete|hatte zuerst
    unter verweis auf|mit verweis auf|gemäß
    selon|d après|rapporte|rapportent|rapporté par|rapportée par|rapportées par|rapportés par
    a rapporté|écrit|indique|révèle|révélé par|révélée par|révélées par|révélés par|affirme
    relayé par|relayée par|citant|cité par|citée par|cités par|a appris|précise|informations de
    informations du|information de|information du|nos confrères de|nos confrères du|révélait
    dévoile|a révélé|publié par
    publiée par|publiés par|annonce
    según|de acuerdo con|de acuerdo a|conforme a|informó|informa|informaron|reportó|reporta
    publicó|publica|reveló|revela|recoge|recogió|citado por|citada por|citados por
    publicado por|publicada por|publicado en|consultadas por|consultados por|asegura
    adelantó|adelanta|ha informado|ha publicado
    ha podido saber|pudo saber|citando a|indicó|señaló|difundió
    secondo|secondo quanto riporta|secondo quanto riferisce|riferisce|riporta|scrive|riferito da
    riportato da|come riporta|come riferisce|citando|citato da|citata da|citati da|rivela
    rivelato da
    appreso da|appreso dall|appreso dalla|stando a|pubblicato da|pubblicato dal|riportato dal
    riportato dalla|riferito dalla|apprende
    według|wedlug|jak podaje|jak podał|jak podała|jak podało|podaje|podał|podała|podało
    poinformowała|poinformował|poinformowało|informuje|donosi|doniósł|doniosła|pisze|napisał
    z informacji|według informacji|z ustaleń|według ustaleń|dowiedział się|dowiedziała się
    napisała|przekazała|cytowany przez|cytowana przez|cytowane przez|powołując się na|jak pisze
    jak informuje|jak donosi|jak poinformowała|ustaliła|ustalił|relacjonuje
    за даними|за інформацією|за повідомленням|за повідомленнями|повідомляє|повідомляють|повідомив
    повідомила|повідомило|повідомили|пише|пишуть|передає|передають|інформує|інформують
    з посиланням на|із посиланням на|посилаючись на|посилається на|згідно з|цитує|цитують
    джерело|джерела|наводить слова|в матеріалі|у матеріалі|у публікації
    повідомлення|написала|написало|написав|розповіла|за версією
    по данным|по информации|по сообщению|по сообщениям|сообщает|сообщают|сообщил|сообщила|сообщило
    сообщили|пишет|пишут|передает|передают|передал|передала|передало|информирует|информируют
    со ссылкой на|ссылаясь на|ссылается на|согласно|цитирует|цитируют|цитировало|отмечает|уточняет
    источник|источники|источника|приводит слова|приводит его слова|передает слова|в материале
    написала|написал|написало|узнал|узнала|по версии|стало известно из|выяснил|выяснила
    выяснило|сообщали|источников|собеседник|собеседники|собеседников|джерел|співрозмовник
    співрозмовники|співрозмовників|стало известно|стало відомо
    volgens|meldt|meldde|melden|schrijft|schreef|schrijven|bericht|berichtte|aldus|onthult|onthulde
    onder verwijzing naar|op basis van informatie van|gemeld door|gepubliceerd door
    segundo|de acordo com|conforme|informou|noticiou|noticia|divulgou|apurou|revelou|publicou
    avança|avançou|divulgado por|divulgada por|publicado pela|publicado pelo|revelado pela
    revelado pelo|obtido pela|obtido pelo|obtidos pela|obtidos pelo
"""

# Straight before the name: they were spoken to. The news is theirs too, less surely.
_SPOKEN = """
    told|tell|telling|tells|asked by|confirmed to|said on|interview with|interview to|interview on
    spoke to|speaking to|spoken to|contacté par|contactée par|joint par|jointe par
    potwierdził|potwierdziła
    statement to|comments to|remarks to|talking to|speaking on|in an email to|appearing on
    fortalte|fortalt|samtale med|samtal med
    intervju med|kommentar til|intervju i|epost til|e post til|sms til|intervju till
    interview med|interview til|udtalelse til
    interview mit|gespräch mit|interview der|interview des|gegenüber
    interviewé par|interviewée par|interrogé par|interrogée par
    entretien à|entretien au|entretien avec|interview à|interview au|déclarations à
    déclaration à|confié à|confié au
    entrevista con|entrevista a|entrevista en|declaraciones a|declaraciones al
    intervista a|intervista al|intervista con|intervista alla|dichiarato a|detto a|detto al
    powiedział|powiedziała|w rozmowie z|wywiadzie dla|w wypowiedzi dla
    в інтерв'ю|у інтерв'ю|у коментарі|в коментарі|розповів|розповіли|сказав|сказала|заявив|заявила
    у розмові з|в розмові з
    поделился|поделилась
    в интервью|в беседе с|в разговоре с|рассказал|рассказала|рассказали|сказал|сказала|заявил
    заявила|заявили|в комментарии|в эфире
    interview met|gesprek met|zegt tegen|zei tegen|vertelde aan|vertelt aan
    entrevista ao|declarações à|declarações ao|disse à|disse ao|contou à|contou ao
"""

# Some turn round what others say straight; "said Reuters had" is no credit: see `ENDING`.
_INVERTED = "reported|reports|said|says|wrote|writes|added|revealed"
_INVERTED_ONLY = {"de": "so"}

# Behind the name.
_AFTER = """
    reported|reports|said|says|writes|wrote|revealed|reveals|quoted|quotes|cited|cites|has learned
    has learnt|learned|has reported|have reported|had reported|understands|has seen|has revealed
    has obtained|report|investigation|exclusive|analysis|poll|tally|reporting|found that|disclosed
    calculations|adds that|added that|noted that|broke the news|is reporting|was told|sources
    article|quoting|can reveal|som først|der først|vorliegen|vorlag|vorlagen
    citing|published|confirmed|notes that|obtained|reviewed|was first to|was the first to
    melder|skriver|rapporterer|opplyser|meldte|skrev|erfarer|avslører|får opplyst|kan fortelje
    har fått opplyst|opplyst|har fått bekreftet|har fått innsyn|kan melde|var først ute
    var først med|har snakket med
    kjenner til|har sett|skriv|kan avsløre|omtaler|rapporterte|omtalte|fortalte
    uppger|rapporterar|avslöjar|erfar|rapporterade|har tagit del av|berättar|kan avslöja
    var först med|var först att
    oplyser|erfarer|afslører|rapporterede
    berichtet|berichtete|berichten|berichteten|meldet|meldete|schreibt|schrieb|zufolge|zitiert
    zitierte|erfuhr|vorliegt|informationen|hat berichtet|hatte berichtet|hatte zuerst
    rapporte|rapportent|a rapporté|écrit|indique|révèle|affirme|a révélé|a écrit|a indiqué
    a annoncé|explique|précise|cite|révélait|rapportait
    informó|informa|reportó|publicó|publica|reveló|revela|recoge|asegura|ha informado|ha publicado
    ha revelado|adelantó|cita|reporta
    riferisce|riporta|scrive|ha riferito|ha riportato|ha scritto|rivela|ha rivelato|cita
    podaje|podał|podała|podało|podawał|podawała|twierdzi|poinformował|poinformowała|informuje
    donosi|pisze|napisał|napisała
    ustalił|ustaliła|cytuje
    повідомляє|повідомляють|повідомив|повідомила|повідомило|пише|пишуть|передає|передають|інформує
    дізналося|дізналась|дізнався|цитує|написала|написало|написав|стверджує|опублікувало
    опублікував|опублікувала
    сообщает|сообщают|сообщил|сообщила|сообщило|сообщили|пишет|пишут|передает|передают|узнал|узнала
    узнали|узнало|выяснил|выяснила|цитирует|написала|написал|написало|утверждает|рассказали
    опубликовало|опубликовала|опубликовал|со ссылкой
    рассказал|рассказала|розповів|розповіла|розповіли
    meldt|meldde|schrijft|schreef|bericht|berichtte|onthult|onthulde|vernomen|heeft vernomen
    informou|noticiou|divulgou|apurou|revelou|publicou|teve acesso
"""

# A preposition straight before the name, after one of the verbs in the same sentence.
_TOLD = """
    sier|seier|forteller|fortel|opplyser|uttaler|bekrefter|sa|fortalte|skriver|bekreftar|opplyste
    bekreftet|forklarer|svarer|uttalte|mener
    säger|berättar|uppger|skriver|sade|bekräftar|förklarar
    siger|fortæller|oplyser|udtaler|bekræfter|sagde|fortalte|forklarer
    sagte|sagten|sagt|erklärte|bestätigte|teilte|berichtete|mitgeteilt|erläuterte|bestätigt
    dit|déclaré|indiqué|confié|affirmé|expliqué|annoncé|assuré|précisé|confirmé|souligné
    dijo|declaró|afirmó|aseguró|explicó|confirmó|contó|señaló|dicho|explicado|indicó|comentó
    detto|dice|dichiarato|spiegato|riferito|raccontato|spiega|racconta
    zegt|zei|vertelt|vertelde|bevestigt|bevestigde|bevestigen|laten|laat|verklaarde
    afirmou|declarou|contou|explicou|confirmou|garantiu
"""
_TOLD_ONLY = {"pt": "disse"}  # Norwegian for "these"
_TO = "til|till|overfor|over for|der|dem|des|à|au|aux|a|al|all|alla|ad|gegenüber|sur|aan|tegen|ao"

# Before a wire's name: whose text it is.
_BYLINE = """
    by|by the|with inputs from|with input from|with files from|with material from
    inputs from|with agencies|from agency
    av|fra|kilde|källa|kilder|källor|af|med materiale fra
    von|mit material von|quelle|quellen|mit|mit agenturmaterial von|aus agenturmaterial von
    con información de|com informações da|com informações do
    par|avec|source|sources|por|con|fuente|fuentes|fonte|fonti|di|źródło|za
    bron|bronnen|door|met|com
    джерело|джерела|за матеріалами|источник|источники|по материалам
"""

# Straight before the cue: it is no credit.
_DENIED = """
    not|never|declined to|refused to|didn t|hasn t|haven t|wouldn t|ikke|ikkje|inte|nicht|pas|non
    nie|niet|não|не
"""

# Of one language alone; elsewhere these say something else.
_ONLY = {"en": "per", "pl": "za"}


def _folded(listed: str) -> list[Phrase]:
    phrases = [one for line in listed.split("\n") for one in line.split("|") if one.strip()]
    return [tuple(folded.split()) for folded in fold_parts(phrases).split(b"\n")]


def _table(listed: str, place: int) -> dict[bytes, list[Phrase]]:
    """Phrases by their word at that place, longest first."""
    found: dict[bytes, list[Phrase]] = {}
    for phrase in sorted(set(_folded(listed)), key=lambda each: (-len(each), each)):
        found.setdefault(phrase[place], []).append(phrase)
    return found


def _by_end(listed: str) -> dict[bytes, list[Phrase]]:
    return _table(listed, -1)


def _by_start(listed: str) -> dict[bytes, list[Phrase]]:
    return _table(listed, 0)


def _words(listed: str) -> frozenset[bytes]:
    return frozenset(word for phrase in _folded(listed) for word in phrase)


BEFORE: Final = _by_end(_BEFORE)
SPOKEN: Final = _by_end(_SPOKEN)
INVERTED: Final = _words(_INVERTED)
REPORT: Final = frozenset(fold_parts(["reports reported writes wrote"]).split())
SAID: Final = frozenset(fold_parts(["said says"]).split())  # so do people
AFTER: Final = _by_start(_AFTER)
ITSELF: Final = _by_start(beside.ITSELF)
OLDER: Final = _by_start(beside.OLDER)
DENIED: Final = _by_end(_DENIED)
BYLINE: Final = frozenset(_folded(_BYLINE))
ONLY: Final = {language: _by_end(listed) for language, listed in _ONLY.items()}
INVERTED_ONLY: Final = {each: _words(listed) for each, listed in _INVERTED_ONLY.items()}
TOLD: Final = _words(_TOLD)
TOLD_ONLY: Final = {each: _words(listed) for each, listed in _TOLD_ONLY.items()}
TO: Final = _by_end(_TO)
HOW: Final = b"wie"  # "wie die dpa aus Kreisen erfuhr": the verb comes later
DESCRIPTORS: Final = _words(beside.DESCRIPTORS)
DAYS: Final = _words(beside.DAYS)
FILLERS: Final = _words(beside.FILLERS) | DESCRIPTORS | DAYS
BETWEEN: Final = _words(beside.BETWEEN) | DESCRIPTORS | DAYS
ENDING: Final = _words(beside.ENDING) | DAYS
LEADS: Final = FILLERS.union(BEFORE, SPOKEN, TO, INVERTED, [HOW])
FOLLOWS: Final = BETWEEN.union(AFTER, ENDING)
PEOPLE: Final = _words(beside.PEOPLE)
