"""Words that never change their form in a query: small ones, and those inside names."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES: Final = _words(
    "van von der den de del della di da du dos das do la le les el al ibn bin bint ben abu zu zum"
    " zur vom ten ter te af av och und ul ur ud"
)

# Articles, prepositions, conjunctions, pronouns: in a phrase they stand as they are written.
EXACT: Final = {
    "en": _words(
        "a an the of in on at by to for from with without and or nor but not as is it its this that"
        " these those into onto over under up out off against between about after before during"
        " he she they we you i me him her them us his their our your who whom whose which what if"
        " than then so no"
    ),
    "nb": _words(
        "en ei et den det de og eller men i på av til fra med uten for om mot mellom etter før"
        " under over ved hos som at ikke er jeg du han hun vi dere seg sin sitt sine enn så ut inn"
    ),
    "nn": _words(
        "ein ei eit den det dei og eller men i på av til frå med utan for om mot mellom etter før"
        " under over ved hos som at ikkje er eg du han ho vi me de seg sin sitt sine enn så ut inn"
    ),
    "sv": _words(
        "en ett den det de och eller men i på av till från med utan för om mot mellan efter före"
        " under över vid hos som att inte är jag du han hon vi ni sig sin sitt sina än så ut in"
    ),
    "da": _words(
        "en et den det de og eller men i på af til fra med uden for om mod mellem efter før under"
        " over ved hos som at ikke er jeg du han hun vi I sig sin sit sine end så ud ind"
    ),
    "de": _words(
        "der die das den dem des ein eine einen einem einer eines und oder aber in im an am auf aus"
        " bei beim mit ohne von vom zu zum zur für gegen um über unter vor nach durch zwischen als"
        " wie nicht ist ich du er sie es wir ihr sich dass ob wenn so"
    ),
    "nl": _words(
        "de het een en of maar in op aan van voor naar met zonder door bij tot uit over onder tegen"
        " tussen na als dan niet is ik jij hij zij wij zich dat die dit deze er te om"
    ),
    "fr": _words(
        "le la les l un une des du de d et ou mais à au aux en dans sur sous par pour avec sans"
        " contre entre vers chez que qui ne pas est il elle ils elles se ce cette ces son sa ses"
    ),
    "es": _words(
        "el la los las un una unos unas y e o u pero de del a al en con sin por para contra entre"
        " sobre hacia hasta desde que no es se su sus lo como"
    ),
    "it": _words(
        "il lo la i gli le l un uno una e ed o ma di del dello della dei degli delle a al allo alla"
        " ai agli alle da dal dalla in nel nella con senza per su sul sulla contro tra fra che non"
        " è si"
    ),
    "pt": _words(
        "o a os as um uma uns umas e ou mas de do da dos das em no na nos nas por pelo pela para"
        " com sem contra entre sobre até que não é se ao à aos às"
    ),
    "pl": _words(
        "i a lub albo ale w we z ze na do od po za o u przy przez dla bez nad pod przed przeciw"
        " między nie jest się że czy jak co to"
    ),
    "ru": _words(
        "и а но или в во на с со к ко у о об от до из за под над по при про для без через между"
        " против не ни что как бы же ли"
    ),
    "uk": _words(
        "і й та а але або чи в у на з із зі до від о об по за під над при про для без через між"
        " проти не ні що як би же"
    ),
    "fi": _words("ja tai mutta että jos kun ei kuin"),
    "tr": _words("ve veya ama ile için gibi de da ki bir"),
}

SMALL: Final = PARTICLES.union(*EXACT.values())
