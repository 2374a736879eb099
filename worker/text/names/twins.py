"""Names that newsrooms do not spell alike letter by letter, and cities with old names.

The same person is Володимир at home and Владимир in Moscow's papers, and Western newsrooms follow
either; so are cities. Whole words, in lower case.
"""

from __future__ import annotations

from typing import Final

# A row is one name: Ukrainian spellings, a slash, Russian ones, a slash, Latin ones of their own.
_ROWS: Final = """
володимир/владимир/wladimir
олександр/александр/aleksandr alexander alexandr aleksander alexandre
олексій/алексей/alexei alexey aleksei alexej
сергій/сергей/sergey sergei sergej serge siarhei
микола/николай/mykola nikolai nikolay nikolaj
дмитро/дмитрий/dmitry dmitri dmitrij dmytro
михайло/михаил/mikhail mykhailo michail
андрій/андрей/andrey andrei andrej
юрій/юрий/yuri yury iouri juri
василь/василий/vasily vasyl
петро/петр пётр/petr pyotr petro piotr
павло/павел/pavel pavlo
євген/евгений/yevgeny evgeny evgueni yevhen eugene jewgeni
євгенія/евгения/yevgenia
олена/елена/elena olena yelena
олеся/олеся/olesya
тетяна/татьяна/tatyana tatiana tetiana tatjana
катерина/екатерина/ekaterina kateryna yekaterina
ганна/анна/hanna
ціхановська тихановська/тихановская/tikhanovskaya tsikhanouskaya tichanowskaja cichanouska
єльцин/ельцин/yeltsin jelzin jeltsin jelcyn eltsine
лукашенко/лукашенко/lukashenko lukashenka łukaszenka
наталія/наталья наталия/natalya natalia nataliya
юлія/юлия/yulia julia yuliya julija ioulia
дар'я/дарья/darya daria darja
в'ячеслав/вячеслав/vyacheslav viacheslav vjatsjeslav wjatscheslaw
вікторія/виктория/victoria viktoria
григорій/григорий/grigory hryhoriy
ігор/игорь/igor ihor
ілля/илья/ilya illia ilja ilia
кирило/кирилл/kirill kyrylo
данило/даниил/daniil danylo
федір/федор фёдор/fyodor fedor
костянтин/константин/konstantin kostiantyn
анатолій/анатолий/anatoly anatoli
віталій/виталий/vitaly vitali vitalii
валерій/валерий/valery valeri
геннадій/геннадий/gennady hennadii
георгій/георгий/georgy heorhii
аркадій/аркадий/arkady
захар/захар/zakhar
пилип/филипп/filipp
степан/степан/stepan
семен/семен семён/semyon semen
артем/артем артём/artem artyom
київ/киев/kyiv kiev kiew kijów kijev kyjev kiova kijiw
харків/харьков/kharkiv kharkov charkiw charkow charków harkov harkova harkiv
львів/львов/lviv lvov lwiw lwow lwów lemberg leopoli
одеса/одесса/odesa odessa
чернігів/чернигов/chernihiv chernigov tschernihiw tsjernihiv czernihów
миколаїв/николаев/mykolaiv nikolaev mykolajiw mykolajiv mikołajów
запоріжжя/запорожье/zaporizhzhia zaporizhia zaporozhye saporischschja zaporizjzja zaporoże
    zaporijjia zaporiyia
слов'янськ/славянск/sloviansk slovyansk slavyansk slowjansk slovjansk slavjansk
сєвєродонецьк сіверськодонецьк/северодонецк/severodonetsk sievierodonetsk sjewjerodonezk
кам'янське/каменское/kamianske kamyanske
бахмут/бахмут/bakhmut bachmut bajmut bakhmout
ізюм/изюм/izium izyum isjum
казань/казань/kazan
рязань/рязань/ryazan riazan rjazan rjasan
тюмень/тюмень/tyumen tjumen tioumen
дніпро/днепр/dnipro dnepr dnjepr
луганськ/луганск/luhansk lugansk
донецьк/донецк/donetsk donezk donieck
чорнобиль/чернобыль/chornobyl chernobyl tschernobyl tsjernobyl czarnobyl tchernobyl
кривий/кривой/kryvyi krivoy krywyj
ріг/рог/rih rog
вінниця/винница/vinnytsia vinnitsa winnyzja winnica
рівне/ровно/rivne rovno równe
тернопіль/тернополь/ternopil ternopol tarnopol
кропивницький/кропивницкий/kropyvnytskyi
маріуполь/мариуполь/mariupol marioupol
крим/крым/krym crimea
україна/украина/ukraina
білорусь/беларусь белоруссия/belarus bilorus
мінськ/минск/minsk
москва/москва/moskva moscow moskau moscou moskwa mosca moskou
путін/путин/putin poutine poetin
"""


def _rows() -> dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]]:
    found: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {}
    for row in _ROWS.replace("\n    ", " ").split("\n"):
        if row:
            uk, ru, latin = (part.split() for part in row.split("/"))
            both = tuple(("uk", word) for word in uk) + tuple(("ru", word) for word in ru)
            for word in (*uk, *ru, *latin):
                found.setdefault(word, (both, tuple(latin)))
    return found


_FOUND: Final = _rows()


def twins(word: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The Cyrillic spellings with their language, and Latin ones, of a lower-case word's name."""
    return _FOUND.get(word, ((), ()))
