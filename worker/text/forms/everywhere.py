"""Words that nearly every article holds and that no ending makes of another word.

Endings would: they make Danish `have` of `hav` (sea), Norwegian `gjelder` of `gjeld` (debt),
`være` of `vær` (weather). What the dictionary itself files under a word stays.
"""

from __future__ import annotations

from typing import Final

_SCANDINAVIAN = (
    "kan kunne skal vil ville var er får fick går kommer kom ser tar tog sammen både bara igen"
    " alltid altid aldri aldrig når hur hvor her der hans deres andre selv mer mest nu nå"
)

EVERYWHERE: Final = {
    language: frozenset(listed.split())
    for language, listed in {
        "da": f"{_SCANDINAVIAN} have havde haft blev blive bliver skulle måtte fik gjorde siger"
        " sagde tager giver inden heller næsten langs også meget mange mere kun nogen noget"
        " skyldes gælder findes synes",
        "nb": f"{_SCANDINAVIAN} ha hadde hatt ble blir skulle måtte fikk gjør gjorde sier sa gikk"
        " gir ga innen heller nesten langs også mye mange mer bare noen noe skyldes gjelder"
        " finnes synes enda være vært",
        "nn": f"{_SCANDINAVIAN} ha hadde hatt vart blir skulle måtte fekk gjer gjorde seier sa"
        " gjekk gir gav innan heller nesten langs også mykje mange meir berre nokon noko"
        " gjeld finst",
        "sv": f"{_SCANDINAVIAN} ha hade haft blev blir skulle måste gör gjorde säger sade gick ger"
        " gav deras tillsammans innan heller nästan sedan längs igen också mycket många någon"
        " något alla allt andra själv finns redan bort borde trots tycks",
        "de": "sein ist war waren hat hatte wird wurde kann soll will muss etwas gerne bereits"
        " wegen sehr mehr schon noch nur auch dann hier dort immer wieder alle alles andere selbst",
        "fr": "est sont été était ont avait fait faire peut doit soit pendant durant depuis plus"
        " très bien aussi encore même tout tous toute toutes autre autres ainsi alors donc"
        " toujours ici quand selon",
        "es": "este esta esto estos estas ese esa eso es está están fue ser han ha había hay puede"
        " debe bajo junto tarde solo sólo nada todo toda todos todas otro otra otros otras más muy"
        " también ya así cuando donde mientras durante según encuentra",
        "it": "sono è era ha hanno aveva può deve durante più molto anche"
        " ancora già così quando dove mentre secondo tutto tutti tutta tutte altro altri altra"
        " altre dopo sempre mai sanno pare",
        "pl": "było być są jako tego tych temu można jeśli taki taka takie może musi ma mają"
        " będzie już tylko także bardzo więcej kiedy gdzie jak który która które potem zawsze"
        " nigdy",
        "fi": "on oli ovat ollut olisi voi voisi jossa josta jota jotta joita joiden joissa joista"
        " jolla mitään miten vain ennen usein noin aiemmin myös nyt sitten",
        "tr": "bile neden göre üzere kendi kendini yeni beni hatta özellikle ayrıca birlikte diye"
        " kadar sonra önce daha çok olarak olan oldu olduğu değil",
    }.items()
}
