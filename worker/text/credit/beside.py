"""What stands beside a cue and a name and is neither: our own lists, written as those of `cues`."""

from __future__ import annotations

from typing import Final

# What may stand between a cue and a name.
FILLERS: Final = """
    the|a|an|to|in|by|from|of|on|news|now|its|also|today
    det|den|de|en|ei|et|av|fra|i|der|die|das|dem|den|des|einem|einer|eines|ein|eine|von|vom|aus|im
    till|til|ett|från
    la|le|les|l|de|du|des|un|une|d|à|au|dans|par|del|el|los|las|al|en|a|una|por|su
    il|lo|gli|dell|della|dello|dal|dalla|dall|all|alla|nel|nella|sul|i|ad
    het|een|van|o|os|as|da|do|dos|das|no|pela|pelo|ao
    w|z|dla|na|do|у|в|на|з|із|до|це|про|об|этом|это|из|его|ее|их|його|її|їх
"""

# What an outlet is called: beside the name, other words may stand between it and the cue.
DESCRIPTORS: Final = """
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
    krant|dagblad|persbureau|nieuwssite|omroep|tijdschrift|weekblad|zakenkrant|zender|jornal|emissora
    agencja|agencji|agencję|dziennik|dziennika|gazeta|gazety|gazecie|portal|portalu|stacja|stacji
    tygodnik|serwis|portalowi|dziennikowi|telewizja|telewizji
    агентство|агентства|агентству|агентством|агентстві|агенція|агенції|агенцію|агенцією|видання|виданню|виданням|газета|газети|газеті
    газету|телеканал|телеканалу|телеканалі|інформагентство|інформагентства|медіа|портал|журнал
    издание|издания|изданию|изданием|газеты|газете|телеканалу|телеканала|информагентство
    информагентства|информагентству|портала|порталу|журнала|журналу|сайт|газеты|корреспонденту
    корреспондент|кореспонденту|кореспондент|журналістам|журналистам|радио
    радиостанции|радиостанция|радіо|радіостанції
"""

# Between cue and name, and between name and verb.
DAYS: Final = """
    monday|tuesday|wednesday|thursday|friday|saturday|sunday
    mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tisdag|lördag|söndag
    montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sonnabend
    lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
    lunes|martes|miércoles|jueves|viernes|sábado|domingo
    lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica
    maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag
    segunda|terça|quarta|quinta|sexta|feira
    poniedziałek|wtorek|środę|czwartek|piątek|sobotę|niedzielę
    понеділок|вівторок|середу|четвер|п'ятницю|суботу|неділю
    понедельник|вторник|среду|четверг|пятницу|воскресенье
"""

# What may stand between a name and the verb behind it.
BETWEEN: Final = """
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
ENDING: Final = "am|citing|quoting|on|in|this|late|earlier|today|as|without|adding|and|referring"

# Behind the verb: the outlet speaks for itself.
ITSELF: Final = """
    it|its|they|in a statement|that it|that its|he was|she was|sorry|goodbye
    a loss|a profit|a net|profit of|profits of|losses of|revenue of|revenues of|a quarterly
"""

# Behind the name, or between it and the cue: it is somebody who works there, or another body.
PEOPLE: Final = """
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
    council|institute|billionaires|philanthropies|studios|congo|kongo
    dziennikarz|редактор|журналіст|журналист|главред|головред|співробітник|сотрудник
"""

# Near the cue: an older report on another matter.
OLDER: Final = """
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
    vorig jaar|jaar geleden|eerder dit jaar|no ano passado|anos atrás
    в прошлом году|лет назад|ранее сообщало|ранее сообщал|ранее сообщала
"""
