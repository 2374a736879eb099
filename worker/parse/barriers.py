"""The words by which walls and missing pages are known, in twenty languages; our own list.

Written as lines are compared, see `cues`; all are patterns. What speaks to the reader gives a wall
away wherever it stands. The `_OPENING` ones are words of news as well (a country may become a
member, and accept all): of a text of some length they count where a line begins with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from worker.parse.cues import phrases, whole

# A page that asks for consent first.
_CONSENT = """
    before you continue to (?:google|our|read|use)|we value your privacy
    your privacy is important to us
    we and our (?:.{1,20} )?partners (?:use|store|process|need|will)|you accept (?:all|our use)
    (?:click|clicking|select|selecting|choose|press) (?:on )?(?:i )?(?:accept|agree)
    this (?:web ?)?site uses cookies|we use cookies|your privacy choices|you consent to the use
    vi bruker (?:cookies|informasjonskapsler)|vi använder (?:cookies|kakor)|vi bruger cookies
    (?:vi og|vi og vores|vi och) våre (?:.{1,10} )?partnere|vores partnere|våra partner
    bevor sie (?:weitergehen|fortfahren)|mit werbung (?:weiterlesen|lesen)
    wie (?:gewohnt|üblich) mit werbung|zustimmung für cookies|zustimmen und weiter
    wir (?:und unsere (?:.{1,10} )?partner )?(?:verwenden|nutzen|setzen) cookies
    unsere (?:.{1,10} )?partner (?:verwenden|nutzen|speichern)|ihre privatsphäre ist uns
    avant d accéder à (?:ce|notre)|continuer sans accepter|nous utilisons des cookies
    nous et nos (?:.{1,10} )?partenaires|nos (?:.{1,10} )?partenaires (?:utilis|stock)
    votre vie privée (?:nous|est)|respectons votre vie privée
    utilizamos cookies|nosotros y nuestros (?:.{1,10} )?(?:socios|partners|proveedores)
    (?:tu|su) privacidad (?:nos|es) importa|valoramos (?:tu|su) privacidad
    utilizziamo (?:i )?cookie|noi e (?:i nostri )?(?:.{1,10} )?(?:partner|fornitori)
    la tua privacy|nós e (?:os )?nossos (?:.{1,10} )?parceiros|a sua privacidade é
    usamos cookies|używamy plików cookie|zanim przejdziesz|przejdź do serwisu
    wyrażasz zgodę na|nasi (?:zaufani )?partnerzy (?:używa|przetwarza|przechowuj)
    ми використовуємо (?:файли )?cookie|перш ніж продовжити
    (?:мы|наш сайт) использу(?:ем|ет) (?:файлы )?(?:cookie|куки)|прежде чем продолжить
    (?:wij|we) (?:en onze (?:.{1,10} )?partners )?gebruiken (?:wij )?cookies|gebruiken wij cookies
    akkoord en doorgaan|wij en onze (?:.{1,10} )?partners|cookies accepteren
    käytämme (?:sivustollamme )?evästeitä|kumppanimme käyttä|hyväksyä kaikki evästeet
    používáme (?:soubory )?cookies?|my a naši (?:.{1,10} )?partneři|souhlasíte se zpracováním
    çerezler kullan(?:ıyoruz|maktayız)|çerez kullanımını kabul|tümünü kabul et
    نستخدم ملفات تعريف الارتباط|استخدام ملفات تعريف الارتباط كما|نستخدم الكوكيز|قبول جميع ملفات
"""
_CONSENT_OPENING = """
    before you continue|accept (?:all|cookies)|reject all|manage (?:your )?(?:cookies|preferences)
    cookie (?:settings|preferences|policy|consent)|manage options|før du fortsetter|godta alle
    informasjonskapsler|innan du fortsätter|godkänn alla|acceptera alla|før du fortsætter
    accepter alle|tillad alle|alle akzeptieren|cookie einstellungen|avant de continuer
    tout accepter|accepter et (?:fermer|continuer)|antes de continuar|aceptar (?:todo|todas)
    aceptar y continuar|prima di continuare|accetta (?:tutto|e (?:continua|prosegui))|akceptuję
    zaakceptuj wszystko|прийняти все|принять все|alles accepteren|cookies toestaan|hyväksy kaikki
    přijmout vše|souhlas s cookies|çerez (?:politikası|tercihleri|ayarları)
    aceitar (?:todos|tudo|e fechar)|قبول الكل|الموافقة على الكل|أوافق
"""

# A page that gives the start and sells the rest.
_REST = """
    subscribe to (?:continue|read|unlock|keep)|to continue reading
    continue reading (?:with|for|your)|(?:sign|log) in to (?:continue|read|unlock)
    (?:log|sign) in or subscribe|register to (?:continue|read)|unlock (?:this|the) article
    this (?:article|story|content) is (?:only )?(?:for|available to) .{0,20}(?:subscribers|members)
    you have reached your .{0,20}limit|to read the (?:full|rest)
    read the full (?:story|article) (?:at|on|in)|abonner for å|les hele saken|logg inn for å
    resten av (?:saken|artikkelen)|kun for abonnenter|läs hela artikeln|logga in för att
    resten av artikeln|endast för prenumeranter|læs hele artiklen|log ind for at
    resten af artiklen|jetzt weiterlesen|weiterlesen mit|(?:nur|exklusiv) für .{0,20}abonnenten
    artikel (?:kostenlos )?weiterlesen|mit .{1,20} plus weiterlesen|um diesen artikel zu lesen
    réservée? (?:aux|à nos) abonnés|pour lire la suite|abonnez vous pour
    il vous reste .{1,6} de cet article|solo para suscriptores|exclusiv[ao] para suscriptores
    suscríbete para|para seguir leyendo|para continuar leyendo|per continuare a leggere
    riservat[oa] agli abbonati|abbonati per (?:leggere|continuare)
    tylko dla (?:prenumeratorów|subskrybentów)|wykup dostęp|aby czytać dalej
    pozostało .{1,6} (?:tekstu|artykułu)|тільки для передплатників|оформіть передплату
    щоб (?:читати далі|продовжити читання)|только для подписчиков|оформите подписку
    чтобы (?:читать дальше|продолжить чтение)|доступно по подписке
    (?:exclusief|alleen|enkel) voor (?:onze )?abonnees|om verder te lezen|verder lezen met
    (?:vain|ainoastaan) (?:tilaajille|tilaajillemme)|tilaa ja (?:jatka|lue)|jatkaaksesi lukemista
    (?:pouze|exkluzivním obsahem) pro předplatitele|pokračovat ve čtení
    (?:exclusivo|apenas|só) para assinantes|assine para (?:continuar|ler)|para continuar a ler
    (?:sadece|yalnızca) abonelere özel|okumaya devam etmek için|للمشتركين فقط|لمتابعة القراءة
"""
_REST_SIGNS = """
    この記事は有料|有料会員になると|続きをお読みいただ|続きを読むには|残り文字
    本文为付费|订阅后可(?:继续)?阅读|付费后(?:可)?阅读|订阅以继续阅读|登录后(?:可)?(?:继续)?阅读
    訂閱後可|訂閱以繼續閱讀|유료회원 전용|구독하시면|로그인 후 이용|유료 구독자
"""

# What else a page says that wants a subscription or a log-in.
_PAY = """
    already a subscriber|(?:start|try) your (?:free )?trial|cancel at ?any ?time during
    déjà abonné|ya eres suscriptor|sei già abbonato|masz już konto|уже подписаны|вже передплатили
    bereits (?:abonnent|kunde)|allerede abonnent|redan prenumerant|al abonnee|oletko jo tilaaja
    (?:už máte|máte již) předplatné|já é assinante|zaten abone misiniz|مشترك بالفعل
"""
_PAY_OPENING = """
    subscribers only|for subscribers|subscribe now|create (?:a free|an) account|cancel any ?time
    full digital access|become a (?:member|subscriber)|bli abonnent
    (?:artikkelen er )?for abonnenter|kjøp abonnement|bli prenumerant|för prenumeranter
    bliv abonnent|für abonnenten|jetzt (?:testen|abonnieren)|monatlich kündbar|contenido exclusivo
    contenuto riservato|bitte melden sie sich an|neem een abonnement|word abonnee
"""
# It stands under a start that says what happened, and is no wall.
_MEMBERS_SIGNS = "この記事は会員限定"
_PAY_SIGNS = "有料会員限定|付费内容|付費內容"

# A page that takes us for a robot, or wants a browser.
_ROBOT = """
    are you a robot|are you human|verify (?:that )?you are (?:a )?human|verifying you are human
    (?:confirm|prove|sure) (?:that )?you (?:are|re) (?:a )?(?:human|not a (?:bot|robot))
    you (?:are|re) not a (?:robot|bot)|automated requests from your|checking your browser
    (?:unusual|suspicious) (?:traffic|activity) (?:coming )?from your|verifying your browser
    you have been blocked|security (?:service|solution) to protect itself
    access to this page has been denied|you don t have permission to access|incapsula incident
    pardon our interruption|(?:please )?enable (?:javascript|js|cookies)|turn on javascript
    javascript is (?:disabled|required|not enabled|not available)
    your browser (?:is (?:not supported|out of date|outdated)|does not support)
    please disable your ad ?blocker|disable any ad ?blocker|protect the server against
    aktiver javascript|slå på javascript|aktivera javascript|aktivér javascript
    javascript aktivieren|aktivieren sie (?:bitte )?javascript|sie kein roboter|ein mensch sind
    schalten sie (?:bitte )?(?:den|ihren) ad ?blocker|adblocker (?:aus|deaktivieren)
    activer javascript|activez javascript|(?:n êtes|suis) pas un robot|vous êtes humain
    habilit(?:a|e|ar) javascript|activ(?:a|e|ar) javascript|no (?:soy|eres) un robot
    es un ser humano|abilita(?:re)? javascript|non sono un robot|sei un essere umano
    włącz(?:yć)? (?:obsługę )?javascript|nie jestem robotem|jesteś człowiekiem
    увімкніть javascript|включите javascript|я не робот|что вы (?:не робот|человек)
    проверка (?:вашего )?браузера|що ви (?:не робот|людина)|javascript inschakelen
    javascript staat uit|u geen robot bent|selaimesi ei tue|ota javascript käyttöön
    zapněte javascript|nejste robot|ative o javascript|não é um robô|javascript i etkinleştirin
    robot olmadığınızı|تفعيل جافا ?سكريبت|أنك لست روبوتا?
    (?:unavailable|451) (?:due to|for) legal reasons|within the european economic area
    (?:website|site|content|page|video|service) is (?:currently )?(?:un|not )available in your
    currently (?:un|not )available in most european
    not available in your (?:country|region|location|area)|in ihrem land (?:leider )?nicht verfügbar
    n est pas disponible dans votre (?:pays|région)|no está disponible en (?:tu|su) (?:país|región)
    non è disponibile nel tuo paese|недоступ[а-яіїєґ]+ (?:в|у) (?:вашем|вашому|вашій|вашей)
    запрашиваемому ресурсу|niet beschikbaar in (?:uw|jouw|je) (?:land|regio)
    you must be (?:18|21|of legal age) or (?:older|over) to (?:view|enter|see)|confirm your age
    bestätigen sie (?:bitte )?ihr alter|sind sie (?:mindestens|über) 18|bekreft at du er over 18
    confirme[rz]? (?:votre|su|sua|a sua) (?:âge|edad|idade)|conferma la tua età
    (?:temporarily|currently) unable to (?:service|process) your|when it happened|be right back
    temporarily unavailable please|vorübergehend nicht erreichbar|wegen wartungsarbeiten steht
    nettsiden er under vedlikehold|site est en maintenance|sitio está en mantenimiento
    сайт временно недоступен|сайт тимчасово недоступний
"""
_ROBOT_OPENING = """
    not a bot|just a moment|captcha|security check|access denied|request (?:was )?blocked
    (?:request|access) unsuccessful|attention required|ddos protection|too many requests
    (?:403 )?forbidden$|error (?:403|50[0234])|50[0234] (?:bad|error|gateway|internal|service)
    bad gateway|service (?:temporarily )?unavailable
    gateway time ?out|internal server error|something went wrong|robot or human
    under maintenance|site maintenance|we ll be (?:right )?back|zugriff verweigert|kein roboter
    wartungsarbeiten|pas un robot|accès refusé|acceso denegado|accesso negato|odmowa dostępu
    доступ (?:к ресурсу )?(?:запрещен|заборонено|ограничен)$|acesso negado|pääsy estetty
    toegang geweigerd|přístup odepřen|erişim engellendi|vi har tekniske problemer
    vi er snart tilbake|vi är snart tillbaka
"""
_ROBOT_SIGNS = """
    您是否(?:为|是)?(?:人类|真人)|您是否為人類|您的连接|(?:请|請)(?:启用|啟用|开启)javascript
    javascriptを有効に|ロボットではありません|로봇이 아닙니다|자바스크립트를 (?:활성화|사용)
    您所在的(?:地区|地區|国家)|お住まいの地域では
"""

# A page that answers, and says that there is none.
_GONE = """
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
    página que (?:buscas?|buscaba)
    pagina non trovata|pagina che (?:cerchi|cercavi|stai cercando)
    (?:pagina|articolo) non (?:è più disponibile|esiste)|página não encontrada
    (?:página|notícia|artigo) (?:já não existe|não existe|não está (?:mais )?disponível|que procura)
    nie znaleziono strony|strony nie znaleziono|strona nie (?:istnieje|została znaleziona)
    artykuł (?:został usunięty|nie istnieje|nie jest już dostępny)
    сторінк[ау] не (?:знайдено|існує)|(?:стаття|новина|сторінка) (?:більше недоступна|видалена)
    страница не (?:найдена|существует)|такой страницы (?:нет|не существует)
    (?:статья|новость|страница|публикация) (?:больше недоступна|удалена)
    pagina (?:die|waar) (?:je|u) (?:zoekt|zocht|naar)|etsimääsi sivua
    sivua ei (?:löytynyt|ole olemassa)
    stránka kterou hledáte|stránk[au] (?:nenalezena|nebyla nalezena|neexistuje|se nepodařilo)
    aradığınız sayfa|sayfa bulunamadı|الصفحة (?:غير موجودة|التي تبحث عنها|المطلوبة غير)
    pagina (?:is )?niet gevonden|artikel bestaat niet meer
"""
_GONE_OPENING = """
    (?:can t|couldn t|cannot|could not|can not) find (?:the|that|this) (?:page|article|story)
"""
_GONE_SIGNS = """
    页面不存在|页面已被删除|页面未找到|找不到(?:该|您|此)?(?:页面|頁面)|頁面不存在
    お探しのページ|ページが見つかりません|페이지를 찾을 수 없|존재하지 않는 페이지
"""
_CONSENT_SIGNS = """
    我们使用cookie|我們使用cookie|接受所有cookie|全部接受|すべて同意|cookieの使用に同意
    cookieを使用してい|쿠키를 사용하여|모두 동의|쿠키 사용에 동의
"""


@dataclass(frozen=True, slots=True)
class Barrier:
    """How one kind of wall is known."""

    anywhere: re.Pattern[str]
    opening: re.Pattern[str]


def _any_of(listed: str, signs: str) -> re.Pattern[str]:
    """Whole words, and signs of languages that have no spaces between words."""
    return re.compile("|".join((whole(listed), *phrases(signs))))


def _barrier(listed: str, opening: str, signs: str) -> Barrier:
    return Barrier(_any_of(listed, signs), re.compile(rf"(?:{'|'.join(phrases(opening))})(?:\b|$)"))


REST = _any_of(_REST, _REST_SIGNS + "|" + _MEMBERS_SIGNS)
BARRIERS: Mapping[str, Barrier] = {
    "the page is gone": _barrier(_GONE, _GONE_OPENING, _GONE_SIGNS),
    "a cookie wall": _barrier(_CONSENT, _CONSENT_OPENING, _CONSENT_SIGNS),
    "a check for robots": _barrier(_ROBOT, _ROBOT_OPENING, _ROBOT_SIGNS),
    "a pay wall": _barrier(_REST + _PAY, _PAY_OPENING, _REST_SIGNS + "|" + _PAY_SIGNS),
}
