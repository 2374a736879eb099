"""The words by which walls and missing pages are known, in thirty languages; our own list.

Written as lines are compared, see `cues`; all are patterns. What speaks to the reader gives a wall
away wherever it stands. The `_OPENING` ones are words of news as well (a country may become a
member, and accept all): of a text of some length they count where a line begins with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from worker.parse import consent, paying
from worker.parse.cues import any_of, phrases, whole

# A page that takes us for a robot, or wants a browser.
_ROBOT = r"""
    are you a robot|are you human|verify (?:that )?you are (?:a )?human|verifying you are human
    (?:confirm|prove|sure) (?:that )?you (?:are|re) (?:a )?(?:human|not a (?:bot|robot))
    you (?:are|re) not a (?:robot|bot)|automated requests from your|checking your browser
    (?:unusual|suspicious) (?:traffic|activity) (?:coming )?from your|verifying your browser
    you have been blocked|security (?:service|solution) to protect itself
    access to this page has been denied|you don t have permission to access|incapsula incident
    pardon our interruption|(?:please )?enable (?:javascript|js|cookies)|turn on javascript
    javascript is (?:disabled|required (?:to|for)|not enabled|not available)
    your browser (?:is (?:not supported|out of date|outdated)|does not support)
    please disable your ad ?blocker|disable any ad ?blocker|protect the server against
    aktiver javascript|slå på javascript|aktivera javascript|aktivér javascript
    javascript aktivieren|aktivieren sie (?:bitte )?javascript|sie kein roboter|ein mensch sind
    schalten sie (?:bitte )?(?:den|ihren) ad ?blocker|adblocker (?:aus|deaktivieren)
    activer javascript|activez javascript|(?:n êtes|suis) pas un robot|vous êtes humain
    habilit(?:a|e|ar) javascript|activ(?:a|e|ar) javascript|no (?:soy|eres) un robot
    es un ser humano|abilita(?:re)? javascript|non sono un robot|sei un essere umano
    włącz(?:yć)? (?:obsługę )?javascript|nie jestem robotem|jesteś człowiekiem|увімкніть javascript
    включите javascript|я не робот|что вы (?:не робот|человек)|проверка (?:вашего )?браузера
    що ви (?:не робот|людина)|javascript inschakelen|javascript staat uit|u geen robot bent
    selaimesi ei tue|ota javascript käyttöön|zapněte javascript|nejste robot|ative o javascript
    não é um robô|javascript i etkinleştirin|robot olmadığınızı|تفعيل جافا ?سكريبت|أنك لست روبوتا?
    (?:unavailable|451) (?:due to|for) legal reasons|within the european economic area
    (?:website|site|content|page|video|service) is (?:currently )?(?:un|not )available in your
    currently (?:un|not )available in most european
    not available in your (?:country|region|location|area)
    in ihrem land (?:leider )?nicht verfügbar|n est pas disponible dans votre (?:pays|région)
    no está disponible en (?:tu|su) (?:país|región)|non è disponibile nel tuo paese
    недоступ[а-яіїєґ]+ (?:в|у) (?:вашем|вашому|вашій|вашей)|запрашиваемому ресурсу
    niet beschikbaar in (?:uw|jouw|je) (?:land|regio)
    you must be (?:18|21|of legal age) or (?:older|over) to (?:view|enter|see)|confirm your age
    bestätigen sie (?:bitte )?ihr alter|sind sie (?:mindestens|über) 18|bekreft at du er over 18
    confirme[rz]? (?:votre|su|sua|a sua) (?:âge|edad|idade)|conferma la tua età
    (?:temporarily|currently) unable to (?:service|process) your|when it happened|be right back
    temporarily unavailable please|vorübergehend nicht erreichbar|wegen wartungsarbeiten steht
    nettsiden er under vedlikehold|site est en maintenance|sitio está en mantenimiento
    сайт временно недоступен|сайт тимчасово недоступний|site connection is secure
    security of your connection|ad ?blocker (?:is )?detected|using an ad ?blocker
    allow ads on (?:our|this)|ad ?blocker erkannt
    (?:einen|ihren|den) ad ?blocker (?:aktiviert|auszuschalten|zu deaktivieren)
    haben einen ad ?blocker|(?:utilisez|avez) (?:activé )?un bloqueur
    désactive[rz] (?:votre|le) (?:bloqueur|adblock)\w*
    desactiva(?:r)? (?:tu|el|su) (?:bloqueador|adblock)\w*|disattiva(?:re)? (?:l )?ad ?block\w*
    wyłącz\w* .{0,8}adblock\w*|отключите .{0,12}(?:блокировщик|adblock)\w*
    вимкніть .{0,12}блокувальник\w*|nem robot|szokatlan forgalm\w+|engedélyezze a javascript\w*
    kapcsolja be a javascript\w*|nu (?:sunteți|ești) (?:un )?robot|activați javascript
    activează javascript|δεν είστε ρομπότ|ενεργοποιήστε (?:τη |την )?javascript|не сте робот
    активирайте javascript|niste robot|omogućite javascript|nie ste robot
    (?:zapnite|povoľte) javascript|ש?אינ(?:ך|כם) רובוט|הפעילו javascript|ربات نیستید
    جاوا ?اسکریپت (?:خود )?را فعال|bukan robot|aktifkan javascript
    không phải (?:là )?(?:robot|người máy)|bật javascript|проверяем ваш браузер
    перевіряємо ваш браузер
    (?:unavailable|viewed|available) (?:in|from) your (?:country|region|location|area)
    visitors from the european|country belonging to the european
    in (?:ihrem|deinem) land (?:leider )?nicht (?:verfügbar|abrufbar)
    in (?:ihrer|deiner) region (?:leider )?nicht (?:verfügbar|abrufbar)
    pas disponible dans votre (?:pays|région|zone|territoire)
    no está disponible en (?:tu|su) (?:país|región|zona|ubicación)
    non è disponibile nel(?:la)? tu[oa] (?:paese|area|regione|zona)
    não está disponível (?:no seu país|na sua região|em sua região|na sua localização)
    (?:nie jest dostępn[aey]|niedostępn[aey]) w (?:twoim|państwa) (?:kraju|regionie)
    (?:inte|ej) tillgänglig\w* i ditt (?:land|område)|ikke tilgjengelig i ditt (?:land|område)
    ikke tilgængelig\w* i dit (?:land|område)
    ei ole (?:saatavilla|katsottavissa) (?:maassasi|alueellasi)
    není (?:ve vaší zemi|ve vašem regionu) dostupn\w+|nu este disponibil\w* în (?:țara|regiunea)
    δεν είναι διαθέσιμ\w+ στη (?:χώρα|περιοχή) σας|nem (?:érhető el|elérhető) az ön országában
    bulunduğunuz (?:ülkede|bölgede)|غير متاح\w* في (?:منطقتك|بلدك|بلدكم|دولتك)
    are you (?:over|at least) (?:18|21)|of legal (?:drinking )?age to|age verification required$
    enter your date of birth|bist du (?:über|mindestens) 18|mindestens 18 jahre alt sein um
    (?:avez vous|as tu) (?:plus de )?18 ans|devez être majeur pour|eres mayor de (?:18|edad)
    debes tener (?:más de |al menos )?18 años para|hai (?:più di|almeno) 18 anni
    devi essere maggiorenne per|(?:você é|é) maior de (?:18|idade)
    czy (?:masz|ukończy\w+) .{0,12}18|tylko dla osób pełnoletnich
    вам (?:есть|исполнилось|уже) (?:уже )?18|только для совершеннолетних
    вам (?:є|виповнилося|вже) (?:вже )?18
"""
_ROBOT_OPENING = """
    not a bot|just a moment|captcha|security check$|access denied|request (?:was )?blocked
    (?:request|access) unsuccessful|attention required|ddos protection|too many requests
    (?:403 )?forbidden$|error (?:403|50[0234])|50[0234] (?:bad|error|gateway|internal|service)
    bad gateway|service (?:temporarily )?unavailable|gateway time ?out|internal server error
    something went wrong|robot or human|under maintenance|site maintenance|we ll be (?:right )?back
    zugriff verweigert|kein roboter|wartungsarbeiten|pas un robot|accès refusé|acceso denegado
    accesso negato|odmowa dostępu|доступ (?:к ресурсу )?(?:запрещен|заборонено|ограничен)$
    acesso negado|pääsy estetty|toegang geweigerd|přístup odepřen|erişim engellendi
    vi har tekniske problemer|vi er snart tilbake|vi är snart tillbaka|verification required
    you are being rate limited|security verification$|human verification$|vérification de sécurité$
    biztonsági ellenőrzés$
"""
_ROBOT_SIGNS = """
    您是否(?:为|是)?(?:人类|真人)|您是否為人類|您的连接|(?:请|請)(?:启用|啟用|开启)javascript
    javascriptを有効に|ロボットではありません|로봇이 아닙니다|자바스크립트를 (?:활성화|사용)
    您所在的(?:地区|地區|国家)|お住まいの地域では|请完成安全验证|請完成安全驗證
    (?:地区|地區|国家|國家)不可用|지역에서는 (?:이용|시청)하실 수 없
"""

# A page that answers, and says that there is none.
_GONE = r"""
    page not found|404 not found|error 404|404 error|404 page
    (?:page|article|story) (?:you (?:are|re|were) looking for|you requested|requested)
    this (?:page|article|story|post|content) (?:is|are) no longer available
    this (?:page|article|story|post) (?:has been|was) (?:removed|deleted|unpublished|taken down)
    (?:we|i) (?:can t|couldn t|cannot|could not|can not) find (?:the|that|this) (?:page|article)
    (?:the|this|that) (?:page|article|story) (?:does not|doesn t|no longer) exists?
    siden (?:finnes|findes|eksisterer) (?:dessverre |desværre )?ikke|(?:fant|fandt) ikke siden
    siden (?:ble|blev|kunne) ikke (?:bli )?(?:funnet|fundet|finnes|findes)|siden du leter etter
    (?:artikkelen|saken) (?:er|ble) (?:slettet|fjernet|ikke lenger tilgjengelig|avpublisert)
    artiklen (?:er slettet|findes ikke|er ikke længere tilgængelig)
    sidan (?:hittades inte|finns (?:tyvärr )?inte|kunde inte hittas)|sidan du (?:söker|letar efter)
    artikeln (?:finns inte|är borttagen|har tagits bort|är inte längre tillgänglig)
    seite (?:wurde |konnte )?(?:leider )?nicht gefunden
    diese seite (?:existiert nicht|gibt es nicht)
    (?:artikel|beitrag|seite) (?:ist )?(?:leider )?nicht mehr (?:verfügbar|vorhanden|abrufbar)
    dieser (?:artikel|beitrag) wurde (?:gelöscht|entfernt|depubliziert)
    page (?:introuvable|non trouvée)|page que vous (?:recherchez|cherchez|demandez)
    (?:page|article) (?:n est plus disponible|n existe (?:pas|plus)|a été supprimée?)
    página no encontrada|no (?:se ha encontrado|se encontró|encontramos) la página
    (?:página|artículo|noticia) (?:ya no (?:está disponible|existe)|no existe)
    página que (?:buscas?|buscaba)|pagina non trovata|pagina che (?:cerchi|cercavi|stai cercando)
    (?:pagina|articolo) non (?:è più disponibile|esiste)|página não encontrada
    (?:página|notícia|artigo) (?:já não existe|não existe|não está (?:mais )?disponível|que procura)
    nie znaleziono strony|strony nie znaleziono|strona nie (?:istnieje|została znaleziona)
    artykuł (?:został usunięty|nie istnieje|nie jest już dostępny)
    сторінк[ау] не (?:знайдено|існує)|(?:стаття|новина|сторінка) (?:більше недоступна|видалена)
    страница не (?:найдена|существует)|такой страницы (?:нет|не существует)
    (?:статья|новость|страница|публикация) (?:больше недоступна|удалена)
    pagina (?:die|waar) (?:je|u) (?:zoekt|zocht|naar)|etsimääsi sivua
    sivua ei (?:löytynyt|ole olemassa)|stránka kterou hledáte
    stránk[au] (?:nenalezena|nebyla nalezena|neexistuje|se nepodařilo)|aradığınız sayfa
    sayfa bulunamadı|الصفحة (?:غير موجودة|التي تبحث عنها|المطلوبة غير)|pagina (?:is )?niet gevonden
    artikel bestaat niet meer|(?:that|this|the) page can t be found
    nothing was found at this (?:location|address)
    (?:content|page) isn t available (?:right now|at the moment)
    link you followed may (?:be broken|have expired)
    pagina (?:richiesta|cercata) non (?:è stata trovata|esiste)
    non (?:è stato possibile trovare|abbiamo trovato) la pagina
    página que você (?:procura|procurava|está procurando)|não encontramos a página
    stron[ay] której szukasz|такої сторінки (?:не існує|немає)|сторінк[ау] яку ви шука\w+
    запрашиваем\w+ страниц\w+ не|страниц\w+ котор\w+ вы (?:ищете|искали)
    (?:deze )?pagina bestaat (?:helaas )?niet|pagina (?:kon|kan) niet (?:worden )?gevonden
    sivua ei löydy|pyytämääsi sivua|(?:keresett|kért) (?:oldal|cikk) nem (?:található|létezik)
    az oldal nem (?:található|létezik)
    pagina (?:căutată |solicitată |cerută )?nu (?:a fost găsită|există|a putut fi găsită)
    pagina pe care o (?:cauți|căutați)|η σελίδα (?:που .{3,20} )?δεν (?:βρέθηκε|υπάρχει)
    страницата (?:.{1,20} )?не (?:е намерена|беше намерена|съществува)
    stranica (?:nije pronađena|ne postoji)|stranic[au] koju tražite|stranica koju ste tražili
    страница није пронађена|страница не постоји|strani (?:ni mogoče najti|nismo našli)
    stránk[au] (?:sa nenašla|sa nepodarilo nájsť|nebola nájdená)
    (?:העמוד|הדף) (?:המבוקש )?(?:לא נמצא|אינו קיים|לא קיים)|(?:העמוד|הדף) שחיפשת\w*
    صفحه (?:مورد نظر )?(?:شما )?(?:یافت|پیدا) نشد|لم يتم العثور على الصفحة|الصفحة التي طلبت\w+
    halaman (?:yang .{3,20} )?tidak (?:ditemukan|tersedia|dapat ditemukan)|không tìm thấy trang
    trang (?:bạn .{2,20} )?không tồn tại
"""
_GONE_OPENING = """
    (?:can t|couldn t|cannot|could not|can not) find (?:the|that|this) (?:page|article|story)
"""
_GONE_SIGNS = """
    पृष्ठ नहीं मिला|पेज नहीं मिला|ไม่พบหน้า|页面不存在|页面已被删除|页面未找到
    找不到(?:该|您|此)?(?:页面|頁面)|頁面不存在|お探しのページ|ページが見つかりません
    페이지를 찾을 수 없|존재하지 않는 페이지|ページは(?:存在しません|見つかりません|削除され)
    ページは移動または削除|您访问的页面|您要(?:找|查看)的(?:页面|頁面)|您訪問的頁面
"""


@dataclass(frozen=True, slots=True)
class Barrier:
    """How one kind of wall is known."""

    anywhere: re.Pattern[str]
    opening: re.Pattern[str]


def _barrier(listed: str, opening: str, signs: str) -> Barrier:
    return Barrier(any_of(listed, signs), re.compile(rf"(?:{'|'.join(phrases(opening))})(?:\b|$)"))


CONSENT = any_of(consent.CONSENT, consent.CONSENT_SIGNS)
PURPOSES = re.compile(whole(consent.PURPOSES))
REST = any_of(paying.REST, f"{paying.REST_SIGNS}|{paying.MEMBERS_SIGNS}")
PAY_WALL = "a pay wall"
BARRIERS: Mapping[str, Barrier] = {
    "the page is gone": _barrier(_GONE, _GONE_OPENING, _GONE_SIGNS),
    "a cookie wall": _barrier(consent.CONSENT, consent.CONSENT_OPENING, consent.CONSENT_SIGNS),
    "a check for robots": _barrier(_ROBOT, _ROBOT_OPENING, _ROBOT_SIGNS),
    PAY_WALL: _barrier(
        paying.REST + paying.PAY, paying.PAY_OPENING, f"{paying.REST_SIGNS}|{paying.PAY_SIGNS}"
    ),
}
