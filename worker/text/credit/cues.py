"""The words by which a report says whom its news comes from, in twelve languages; our own list.

Phrases are parted by "|" or a new line and compared as folded. All languages are tried on every
text, as quotations and wrong guesses of the language are common; a phrase that means something else
in another language stands in `ONLY` and counts in texts of its own.
"""

from __future__ import annotations

from typing import Final

from worker.text.letters import fold_parts

Phrase = tuple[bytes, ...]  # folded words

# Straight before the name: the news is theirs.
_BEFORE = """
    according to|as reported by|reported by|reported in|reports by|reports in|report by|report in
    report from|reports from|reporting by|reporting from|as reported in|citing|quoting|cited by
    quoted by|as quoted by|seen by|obtained by|reviewed by|viewed by|revealed by|published by
    published in|investigation by|analysis by|broken by|article in|story in|citing a report by
    attributed to|carried by|released by
    ifølge|melder|skriver|rapporterer|omtales av|omtalt av|siterer|viser til|vist til|gjengitt av
    med henvisning til|under henvisning til|skreiv|skrev|meldte|rapporterte
    rapporterede|meddelade|meldt av|avslører|avslørte|opplyser
    ifølgje|skriv|går fram av|avslørt av|gjengitt i|omtalt i|rapport fra
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
    informations du|nos confrères de|nos confrères du|révélait|dévoile|a révélé|publié par
    publiée par|publiés par|annonce
    según|de acuerdo con|de acuerdo a|conforme a|informó|informa|informaron|reportó|reporta
    publicó|publica|reveló|revela|recoge|recogió|citado por|citada por|citados por
    publicado por|publicada por|publicado en|asegura|adelantó|adelanta|ha informado|ha publicado
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
    выяснило|сообщали
"""

# Straight before the name: they were spoken to. The news is theirs too, less surely.
_SPOKEN = """
    told|tell|telling|tells|interview with|interview to|interview on|spoke to|speaking to|spoken to
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
"""

# Some turn round what others say straight; "said Reuters had" is no credit: see `ENDING`.
_INVERTED = "reported|reports|said|says|wrote|writes|added|revealed"
_INVERTED_ONLY = {"de": "so"}

# Behind the name.
_AFTER = """
    reported|reports|said|says|writes|wrote|revealed|reveals|quoted|quotes|cited|cites|has learned
    has learnt|learned|has reported|have reported|had reported|understands|has seen|has revealed
    has obtained|report|investigation|exclusive|analysis|poll|tally|reporting|found|disclosed
    calculations|adds|added|noted|broke the news|is reporting|was told|sources|article|quoting
    citing|published|confirmed|notes
    melder|skriver|rapporterer|opplyser|meldte|skrev|erfarer|avslører|får opplyst|kan fortelje
    har fått opplyst|kjenner til|har sett|skriv|kan avsløre|omtaler|rapporterte|omtalte|fortalte
    uppger|rapporterar|avslöjar|erfar|rapporterade|har tagit del av|berättar
    oplyser|erfarer|afslører|rapporterede
    berichtet|berichtete|berichten|berichteten|meldet|meldete|schreibt|schrieb|zufolge|zitiert
    zitierte|erfuhr|vorliegt|informationen|hat berichtet|hatte berichtet
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
"""
_TO = "til|till|overfor|der|dem|des|à|au|aux|a|al|all|alla|ad|gegenüber"

# What may stand between a cue and a name.
_FILLERS = """
    the|a|an|to|in|by|from|of|on|news|now|its|also|today
    det|den|de|en|ei|et|av|fra|i|der|die|das|dem|den|des|einem|einer|eines|ein|eine|von|vom|aus|im
    till|til|ett|från
    la|le|les|l|de|du|des|un|une|d|à|au|dans|par|del|el|los|las|al|en|a|una|por|su
    il|lo|gli|dell|della|dello|dal|dalla|dall|all|alla|nel|nella|sul|i|ad
    w|z|dla|na|do|у|в|на|з|із|до|це|про|об|этом|это|из|его|ее|их|його|її|їх
"""

# What an outlet is called: beside the name, other words may stand between it and the cue.
_DESCRIPTORS = """
    newspaper|newspapers|agency|agencies|daily|paper|broadcaster|magazine|website|site|outlet
    network|channel|station|tabloid|newswire|journal|weekly|portal|wire|service
    avisen|avisa|avis|nyhetsbyrået|nyheitsbyrået|kanalen|nettavisen|magasinet|tidsskriftet
    nettstedet|næringslivsavisen|storavisen|riksmediet|statskanalen|rikskringkasteren
    tidningen|nyhetsbyrån|tidskriften|sajten|nyhetssajten|affärstidningen|nyhetskanalen
    nyhedsbureauet|dagbladet|mediet|nyhedsmediet|erhvervsavisen|tv stationen
    zeitung|nachrichtenagentur|agentur|magazin|nachrichtenmagazin|sender|portal|blatt|zeitungen
    wirtschaftszeitung|tageszeitung|boulevardzeitung|fernsehsender|nachrichtensender|magazins
    rundfunk|onlineportal|mediengruppe|fachmagazin|wochenzeitung|senders|blattes|portals
    nachrichtenportal|nachrichtenportals|nachrichtenmagazins
    journal|quotidien|agence|chaîne|magazine|hebdomadaire|site|presse|radio
    diario|periódico|agencia|cadena|revista|emisora|televisión|rotativo|medio
    quotidiano|giornale|agenzia|emittente|settimanale|sito|rivista
    agencja|agencji|agencję|dziennik|dziennika|gazeta|gazety|gazecie|portal|portalu|stacja|stacji
    tygodnik|serwis|telewizja|telewizji
    агентство|агентства|агентству|агентством|агентстві|видання|виданню|виданням|газета|газети|газеті
    газету|телеканал|телеканалу|телеканалі|інформагентство|інформагентства|медіа|портал|журнал
    издание|издания|изданию|изданием|газеты|газете|телеканалу|телеканала|информагентство
    информагентства|информагентству|портала|порталу|журнала|журналу|сайт|газеты|корреспонденту
    корреспондент|кореспонденту|кореспондент|журналістам|журналистам|радио
    радиостанции|радиостанция|радіо|радіостанції
"""

# Between cue and name, and between name and verb.
_DAYS = """
    monday|tuesday|wednesday|thursday|friday|saturday|sunday
    mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tisdag|lördag|söndag
    montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sonnabend
    lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
    lunes|martes|miércoles|jueves|viernes|sábado|domingo
    lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica
    poniedziałek|wtorek|środę|czwartek|piątek|sobotę|niedzielę
    понеділок|вівторок|середу|четвер|п'ятницю|суботу|неділю
    понедельник|вторник|среду|четверг|пятницу|воскресенье
"""

# What may stand between a name and the verb behind it.
_BETWEEN = """
    first|also|later|earlier|on|in|has
    have|news|newspaper|agency|magazine|daily|a|an|exclusively|separately|this|week|today|now
    morning|s|online|that|correspondent|reporter|state|run|has|previously|who|which
    også|først|har|nå|nyhetsbyrå|blant|annet
    också|först|på|dagen|i|dag
    am|zuerst|unter|berufung|auf|aus
    qui|el|este
    у|в|на|також|раніше|также|газета|агентство|издание|видання
"""

# Words behind an inverted English verb and its name that leave it a credit.
_ENDING = "am|citing|quoting|on|in|this|late|earlier|today|as|without|adding|and|referring"

# Behind the verb: the outlet speaks for itself. Behind the name, or between it and the cue:
# it is somebody who works there.
_ITSELF = "it|its|they|in a statement|that it|that its|he was|she was|sorry|goodbye"
_PEOPLE = """
    presenter|boss|chief|chairman|chairwoman|director|executive|executives|staff|viewers|readers
    building|headquarters|star|host|columnist|employee|employees|management|bosses|studio|audience
    owner|owners|founder|spokesman|spokeswoman|spokesperson|editor|former|rival|publisher
    talskvinne|talsmann|talsperson|eier|eieren|ägare|sprecher|sprecherin|eigentümer|herausgeber
    affiliate|affiliates|афілійованого|афилированного
    porte|propriétaire|portavoz|dueño|portavoce|rzecznik|właściciel|власник|владелец
    subscribers|shareholders|board|logo|app|stock|shares|award|prize|lawyers|offices|office|anchor
    redaktør|sjefredaktør|sjef|ansatte|journalist|journalister|kommentator|lesere|seere
    chefredaktör|redaktör|anställda|chefredakteur|redakteur|mitarbeiter|geschäftsführer|reporter
    directeur|rédacteur|journaliste|director|redactor|direttore|redattore
    dziennikarz|редактор|журналіст|журналист|главред|головред|співробітник|сотрудник
"""

# Near the cue: an older report on another matter.
_OLDER = """
    previously reported|had previously|last year|last month|years ago|year ago|months ago|decade ago
    earlier this year|earlier this month|a year earlier|back in
    tidligere denne måneden|tidligare denna månad|tidligere på måneden|tidligere i år
    i fjor|for år siden|år siden|tidligere har|tidligere skrevet|tidligere meldt|har tidligere
    har tidigare|förra året|år sedan|sidste år|tidligere skrev
    anfang des monats|anfang des jahres|au début du mois|a principios de mes|all inizio del mese
    im vergangenen jahr|letztes jahr|vor jahren|im vorjahr|jahren berichtete
    l an dernier|l année dernière|el año pasado|hace años|l anno scorso|anni fa
    ранее в этом месяце|раніше цього місяця|на початку місяця|w tym miesiącu|на початку року
    w zeszłym roku|w ubiegłym roku|lat temu|минулого року|торік|років тому|раніше повідомляло
    в прошлом году|лет назад|ранее сообщало|ранее сообщал|ранее сообщала
"""

# Before a wire's name: whose text it is.
_BYLINE = """
    by|with inputs from|with input from|with files from|with material from
    inputs from|with agencies|from agency
    av|fra|kilde|källa|kilder|källor|af|med materiale fra
    von|mit material von|quelle|quellen|mit|mit agenturmaterial von|aus agenturmaterial von
    par|avec|source|sources|por|con|fuente|fuentes|fonte|fonti|di|źródło|za
    джерело|джерела|за матеріалами|источник|источники|по материалам
"""

# Of one language alone; elsewhere these say something else.
_ONLY = {"en": "per", "pl": "za"}


def _folded(listed: str) -> list[Phrase]:
    phrases = [one for line in listed.split("\n") for one in line.split("|") if one.strip()]
    return [tuple(folded.split()) for folded in fold_parts(phrases).split(b"\n")]


def _by_end(listed: str) -> dict[bytes, list[Phrase]]:
    """Phrases by their last word, longest first."""
    ends: dict[bytes, list[Phrase]] = {}
    for phrase in sorted(set(_folded(listed)), key=lambda each: (-len(each), each)):
        ends.setdefault(phrase[-1], []).append(phrase)
    return ends


def _by_start(listed: str) -> dict[bytes, list[Phrase]]:
    """Phrases by their first word, longest first."""
    starts: dict[bytes, list[Phrase]] = {}
    for phrase in sorted(set(_folded(listed)), key=lambda each: (-len(each), each)):
        starts.setdefault(phrase[0], []).append(phrase)
    return starts


def _words(listed: str) -> frozenset[bytes]:
    return frozenset(word for phrase in _folded(listed) for word in phrase)


BEFORE: Final = _by_end(_BEFORE)
SPOKEN: Final = _by_end(_SPOKEN)
INVERTED: Final = _words(_INVERTED)
AFTER: Final = _by_start(_AFTER)
ITSELF: Final = _by_start(_ITSELF)
OLDER: Final = _by_start(_OLDER)
BYLINE: Final = frozenset(_folded(_BYLINE))
ONLY: Final = {language: _by_end(listed) for language, listed in _ONLY.items()}
INVERTED_ONLY: Final = {each: _words(listed) for each, listed in _INVERTED_ONLY.items()}
TOLD: Final = _words(_TOLD)
TO: Final = _words(_TO)
HOW: Final = b"wie"  # "wie die dpa aus Kreisen erfuhr": the verb comes later
DESCRIPTORS: Final = _words(_DESCRIPTORS)
DAYS: Final = _words(_DAYS)
FILLERS: Final = _words(_FILLERS) | DESCRIPTORS | DAYS
BETWEEN: Final = _words(_BETWEEN) | DESCRIPTORS | DAYS
ENDING: Final = _words(_ENDING) | DAYS
PEOPLE: Final = _words(_PEOPLE)
