"""The words by which a page is known that asks for consent first; thirty languages, our own list.

Written as lines are compared, see `cues`; all are patterns. How they count: see `barriers`.
"""

from __future__ import annotations

CONSENT = r"""
    before you continue to (?:google|our|read|use)|we value your privacy
    your privacy is important to us|we (?:care about|respect) your (?:privacy|data)
    we and (?:our|up to) (?:.{1,20} )?partners (?:use|store|process|need|will|may)
    with your (?:agreement|consent|permission) we and|you accept (?:all|our use)
    our (?:.{1,10} )?partners and we (?:use|store|process)
    (?:click|clicking|select|selecting|choose|press) (?:on )?(?:i )?(?:accept|agree)
    this (?:web ?)?site uses cookies|we use cookies|your privacy choices|you consent to the use
    vi bruker (?:cookies|informasjonskapsler)|vi använder (?:cookies|kakor)|vi bruger cookies
    vi o[gc]h? (?:våre|våra|vores) (?:.{1,10} )?partner\w*|vores partnere|våra partner
    vi (?:bryr oss om|värnar om|værner om) (?:personvernet|din integritet|dit privatliv)
    bevor sie (?:weitergehen|fortfahren)|mit werbung (?:weiterlesen|lesen|nutzen)
    wie (?:gewohnt|üblich) mit werbung|zustimmung für cookies|zustimmen und weiter
    wir (?:und unsere (?:.{1,10} )?partner )?(?:verwenden|nutzen|setzen) cookies
    wir und (?:bis zu |unsere )*(?:.{1,10} )?partner (?:verwenden|nutzen|speichern|verarbeiten)
    unsere (?:.{1,10} )?partner (?:verwenden|nutzen|speichern) .{0,30}(?:cookies|daten|technologien)
    ihre privatsphäre ist uns|avant d accéder à (?:ce|notre)|continuer sans accepter
    nous utilisons des cookies|nous et nos (?:.{1,10} )?partenaires
    nos (?:.{1,10} )?partenaires (?:utilis|stock)\w*|avec votre (?:accord|consentement) nous
    nos (?:.{1,10} )?partenaires et nous|votre vie privée (?:nous|est)|respectons votre vie privée
    votre choix sur les cookies|utilizamos cookies
    nosotros y nuestros (?:.{1,10} )?(?:socios|partners|proveedores)
    (?:tu|su) privacidad (?:nos|es) importa|valoramos (?:tu|su) privacidad
    con (?:tu|su) (?:acuerdo|consentimiento|permiso) nosotros|utilizziamo (?:i )?cookie
    noi e (?:i nostri )?(?:.{1,10} )?(?:partner|fornitori)
    il rispetto della tua (?:privacy|riservatezza)|la tua privacy
    nós e (?:os )?nossos (?:.{1,10} )?parceiros|a sua privacidade é|usamos cookies
    używamy plików cookie|zanim przejdziesz|przejdź do serwisu|wyrażasz zgodę na
    (?:my i )?nasi (?:.{1,10} )?partnerzy (?:używa|przetwarza|przechowuj)\w*
    dbamy o (?:twoją|państwa) prywatność|cenimy (?:twoją|państwa) prywatność
    ми використовуємо (?:файли )?cookie|перш ніж продовжити|ми цінуємо вашу (?:приватність|конф\w+)
    ми та наші (?:.{1,10} )?партнери (?:зберіга|обробля|використову)\w+
    (?:мы|наш сайт) использу(?:ем|ет) (?:файлы )?(?:cookie|куки)|прежде чем продолжить
    мы (?:ценим|уважаем) вашу (?:приватность|конфиденциальность)
    мы и наши (?:.{1,10} )?партнеры (?:храни|обрабатыва|использу)\w+
    (?:wij|we) (?:en onze (?:.{1,10} )?partners )?gebruiken (?:wij )?cookies|gebruiken wij cookies
    akkoord en doorgaan|(?:wij|we) en onze (?:.{1,10} )?partners|cookies accepteren
    (?:wij|we) geven om (?:je|uw) privacy|(?:wij|we) (?:hechten|waarderen) .{1,15}privacy
    käytämme (?:sivustollamme )?evästeitä|kumppan(?:imme|eidemme kanssa) käyt\w+
    hyväksyä kaikki evästeet|me ja (?:.{1,10} )?kumppanimme|kumppaniamme (?:tallenna|käyt|käsit)\w+
    yksityisyytesi on (?:meille )?tärkeä|používáme (?:soubory )?cookies?
    my a naši (?:.{1,10} )?partneři|souhlasíte se zpracováním
    (?:vážíme si|záleží nám na) vaše(?:ho|m) soukromí|s našimi (?:.{1,10} )?partnery ukládáme
    používame (?:súbory )?cookies?|my a naši (?:.{1,10} )?partneri|vážime si vaše súkromie
    çerezler kullan(?:ıyoruz|maktayız)|çerez kullanımını kabul|tümünü kabul et
    (?:biz|şirketimiz) ve (?:.{1,10} )?(?:iş )?ortaklarımız|gizliliğinize (?:önem|değer) ver\w+
    نستخدم ملفات تعريف الارتباط|استخدام ملفات تعريف الارتباط كما|نستخدم الكوكيز|قبول جميع ملفات
    نحن (?:نقدر|نهتم ب)خصوصيتك|نحن وشركاؤنا|وشركاؤنا (?:بتخزين|نستخدم|نقوم)
    (?:mi|cégünk) és (?:a )?(?:.{1,10} )?partnereink|sütiket használunk
    fontos .{1,15}adatainak védelme
    (?:az oldal|a weboldal|honlapunk|weboldalunk) (?:cookie ?kat|sütiket) használ
    noi [șs]i (?:.{1,10} )?partenerii no[șs]tri|(?:folosim|utilizăm) (?:module )?cookie\w*
    (?:acest site|site ul nostru) (?:folose[șs]te|utilizează) .{0,8}cookie\w*
    confiden[țt]ialitatea (?:ta|dumneavoastră|datelor dumneavoastră) este
    εμείς και οι (?:.{1,10} )?συνεργάτες|χρησιμοποιούμε cookies
    (?:σεβόμαστε|εκτιμούμε) την ιδιωτικ\w+|ние и (?:нашите )?(?:.{1,10} )?партньори
    (?:ние )?използваме бисквитки|ценим .{0,10}поверителност\w*
    (?:този|нашият) сайт използва (?:бисквитки|cookies)|mi i (?:naši |do )?(?:.{1,10} )?partneri?
    koristimo kolačiće|(?:ova|naša) (?:web )?stranica koristi kolačiće
    (?:cijenimo|vrednujemo|cenimo) vašu privatnost|користимо колачиће|ми и наши партнери
    mi in naši (?:.{1,10} )?partnerji|uporabljamo piškotke|אנחנו והשותפים|אנו והשותפים
    אתר זה (?:משתמש|עושה שימוש) ב(?:קובצי )?(?:cookies?|עוגיות)
    (?:אנו|אנחנו) משתמשים ב(?:קובצי )?(?:cookies?|עוגיות)|מעריכים את הפרטיות שלך
    ما و (?:.{1,10} )?شرکا|(?:این )?(?:وب ?سایت|سایت) از کوکی ?ها استفاده|حریم خصوصی شما برای ما
    kami dan (?:.{1,10} )?mitra(?: kami)?|kami menggunakan cookie|kami menghargai privasi
    (?:situs|laman) (?:web )?ini menggunakan cookie|chúng tôi và (?:các )?(?:.{1,10} )?đối tác
    chúng tôi sử dụng cookie|trang web này sử dụng cookie|coi trọng quyền riêng tư của bạn
"""
CONSENT_OPENING = """
    before you continue|accept (?:all|cookies)|reject all|manage (?:your )?(?:cookies|preferences)
    cookie (?:settings|preferences|policy|consent)|manage options|før du fortsetter|godta alle
    (?:dis)?agree and close|accept and c(?:lose|ontinue)|godta og fortsett|informasjonskapsler
    innan du fortsätter|godkänn alla|acceptera alla|før du fortsætter|accepter alle|tillad alle
    alle akzeptieren|cookie einstellungen|avant de continuer|akzeptieren und weiter|tout accepter
    accepter et (?:fermer|continuer)|antes de continuar|aceptar (?:todo|todas)
    aceptar y (?:continuar|cerrar)|prima di continuare|accetta (?:tutto|e (?:continua|prosegui))
    akceptuję|zaakceptuj wszystko|прийняти все|принять все|alles accepteren|cookies toestaan
    hyväksy kaikki|přijmout vše|souhlas s cookies|çerez (?:politikası|tercihleri|ayarları)
    aceitar (?:todos|tudo|e fechar)|قبول الكل|الموافقة على الكل|أوافق|prijať všetko
    souhlasím se vším|összes elfogadása|mindent elfogadok|acceptă tot(?:ul|ate)?|αποδοχή όλων
    приемам всички|prihvaćam sve|prihvati sve|прихвати све|sprejmi vse|אישור הכל|قبول همه|پذیرش همه
    terima semua|chấp nhận tất cả
"""
CONSENT_SIGNS = """
    我们使用cookie|我們使用cookie|接受所有cookie|全部接受|すべて同意|cookieの使用に同意
    cookieを使用してい|쿠키를 사용하여|모두 동의|쿠키 사용에 동의|重视您的隐私|重視您的隱私
    我们和我们的合作伙伴|我們和我們的合作夥伴|(?:本|当)サイトはクッキーを使用|クッキーを使用してい
    파트너는 쿠키|쿠키를 사용합니다|개인정보를 소중히 (?:여깁|생각)
"""

# What the dialogues of the advertising trade say they want (IAB Europe's Transparency and Consent
# Framework lists the purposes, in each language). News has such words as well, one at a time.
PURPOSES = r"""
    on (?:a|your) device|legitimate interests?|precise (?:geo)?location
    device (?:characteristics|scanning)|personali[sz]ed (?:ads?|advertising|content)
    audience (?:research|insights)|cookie identifiers|(?:withdraw|change) your consent
    object to (?:the )?processing|process(?:ing)? (?:of )?personal data
    auf (?:einem|ihrem) (?:endgerät|gerät)|einwilligung .{0,25}widerruf\w*
    (?:genaue )?standortdaten|personalisierte (?:anzeigen|werbung|inhalte)|geräteeigenschaften
    erkenntnisse über zielgruppen|sur (?:un|votre) appareil|intérêt légitime
    géolocalisation précises?|caractéristiques de l appareil
    (?:publicités?|contenus?) personnalisée?s?|études d audience|retirer votre consentement
    traiter des données (?:personnelles|à caractère personnel)|en (?:un|tu|su) dispositivo
    intereses? legítimos?|localización geográfica precisa|publicidad y contenido personalizados
    investigación de audiencia|retirar (?:tu|su) consentimiento|procesar datos personales
    identificadores de cookies|tratamiento de datos|su(?:l tuo| un)? dispositivo
    interesse legittimo|geolocalizzazione precisi|caratteristiche del dispositivo
    pubblicità e contenuti personalizzati|ricerche sul pubblico|trattamento dei dati personali
    revocare il consenso|(?:num|no seu) dispositivo|interesse legítimo|geolocalização precis[oa]s?
    (?:anúncios|conteúdos?) (?:e conteúdos? )?personalizad[oa]s?|estudos de audiência
    dados pessoais|op (?:een|je|uw) apparaat|gerechtvaardigd belang
    (?:precieze )?geolocatiegegevens|van het apparaat|gepersonaliseerde (?:advertenties|inhoud)
    doelgroepenonderzoek|verwerken persoonsgegevens|na (?:twoim )?urządzeniu
    (?:prawnie )?uzasadnion\w+ interes\w*|danych geolokalizacyjnych
    spersonalizowan\w+ (?:reklam|treści)\w*|przetwarza\w+ (?:twoich )?dan\w+ osobow\w+
    unikalne identyfikatory|wycofać .{0,15}zgodę|sprzeciwić się .{0,10}przetwarzaniu
    på (?:en|din) enhet(?:en)?(?: din)?|berettiget interesse|berättigat intresse|personopplysninger
    personuppgifter|(?:tilpassede|anpassade) (?:annonser|annoncer)|enheten din|informasjonskapsler
    (?:på|oplysninger på) en enhed|legitim interesse|personoplysninger|laittee(?:lle|lla|ltasi)
    oikeutettu etu|tarkkoja sijaintitietoja|kohdennettu\w* mainon\w+|(?:v|na) zařízení
    oprávněn\w+ zájm\w+|personalizovan\w+ reklam\w+|zpracováváme osobní údaje|(?:v|na) zariadení
    oprávnen\w+ záujm\w+|spracúvame osobné údaje|prispôsoben\w+ reklam\w*|eszközön|jogos érdek\w*
    geolokációs adat\w*|személyre szabott hirdetés\w*|személyes adatokat|pe un dispozitiv
    interes(?:ul)? legitim|reclame [șs]i con[țt]inut personalizate?
    date(?:le)? cu caracter personal|σε (?:μια )?συσκευή|έννομο συμφέρον
    εξατομικευμένε[σς] διαφημίσει[σς]|προσωπικά δεδομένα|(?:на|в) устройств\w+|легитимен интерес
    персонализирани реклами|(?:лични|персональные|особисті) данни?(?:ые|і)?
    персонал[иі]з[ио]рован\w+ реклам\w+|законн\w+ интерес\w*|законн\w+ інтерес\w*|на пристрої
    na uređaju|legitimn\w+ interes\w*|personaliziran\w+ oglas\w*|osobn\w+ podat\w+
    bir cihaz(?:da|daki)|meşru menfaat\w*|kişiselleştirilmiş (?:reklam|içerik)\w*|kişisel veri\w*
"""
