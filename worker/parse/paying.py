"""The words by which a page is known that sells its text, in thirty languages; our own list.

Written as lines are compared, see `cues`; all are patterns. How they count: see `barriers`.
"""

from __future__ import annotations

# A page that gives the start and sells the rest.
REST = r"""
    subscribe to (?:continue|read|unlock|keep)|to continue reading
    continue reading (?:with|for|your)|(?:sign|log) in to (?:continue|read|unlock)
    (?:log|sign) in or subscribe|register to (?:continue|read)|unlock (?:this|the) article
    this (?:article|story|content) is (?:only )?(?:for|available to) .{0,20}(?:subscribers|members)
    you have reached your .{0,20}limit|to read the (?:full|rest)
    read the full (?:story|article) (?:at|on|in)|abonner for å|les hele saken|logg inn for å
    resten av (?:saken|artikkelen)|kun for abonnenter|läs hela artikeln|logga in för att
    resten av artikeln|endast för prenumeranter|læs hele artiklen|log ind for at|resten af artiklen
    jetzt weiterlesen|weiterlesen mit|(?:nur|exklusiv) für .{0,20}abonnenten
    artikel (?:kostenlos )?weiterlesen|mit .{1,20} plus weiterlesen|um diesen artikel zu lesen
    réservée? (?:aux|à nos) abonnés(?! d)|pour lire la suite|abonnez vous pour
    il vous reste .{1,6} de cet article|solo para suscriptores(?! d)
    exclusiv[ao] para suscriptores(?! d)|suscríbete para|para seguir leyendo|para continuar leyendo
    per continuare a leggere|riservat[oa] agli abbonati(?! d)|abbonati per (?:leggere|continuare)
    tylko dla (?:prenumeratorów|subskrybentów)|wykup dostęp|aby czytać dalej
    pozostało .{1,6} (?:tekstu|artykułu)|тільки для передплатників|оформіть передплату
    щоб (?:читати далі|продовжити читання)|только для подписчиков|оформите подписку
    чтобы (?:читать дальше|продолжить чтение)|доступно по подписке
    (?:exclusief|alleen|enkel) voor (?:onze )?abonnees|om verder te lezen|verder lezen met
    (?:vain|ainoastaan) (?:tilaajille|tilaajillemme)|tilaa ja (?:jatka|lue)|jatkaaksesi lukemista
    (?:pouze|exkluzivním obsahem) pro předplatitele|pokračovat ve čtení
    (?:exclusivo|apenas|só) para assinantes|assine para (?:continuar|ler)|para continuar a ler
    (?:sadece|yalnızca) abonelere özel|okumaya devam etmek için|للمشتركين فقط|لمتابعة القراءة
    to keep reading|keep reading (?:with|for|by)
    continue reading .{0,30}(?:subscri\w+|trial|account)
    (?:the )?rest of th(?:is|e) (?:article|story|post) is (?:only )?for
    (?:post|article|story) is (?:only )?for (?:paid|paying|premium) (?:subscribers|members)
    subscribe .{1,20} to (?:read|continue|keep|unlock|access)|to access the full (?:article|story)
    (?:want|wish) to (?:read more|keep reading|read on)|enjoy unlimited access
    for å lese (?:videre|resten|hele)|for at læse (?:videre|resten|hele)
    för att läsa (?:vidare|resten|hela)|mit (?:.{1,25} )?weiterlesen|jetzt (?:.{1,25} )?weiterlesen
    sie möchten weiterlesen|la suite (?:de (?:cet|l) article )?est réservée
    accédez à l intégralité de|para leer (?:el artículo completo|la noticia completa)
    lee(?:r)? sin límites|per leggere (?:l articolo completo|il resto)
    dostępn[aey] (?:tylko |wyłącznie )?dla (?:subskrybentów|prenumeratorów)
    (?:лише|тільки) передплатникам|повний текст доступний|полный текст доступен
    доступ(?:ен|на|но) (?:только )?(?:подписчикам|по подписке)|verder lezen neem
    (?:abonnee|abonnement) en lees|(?:volledige|hele) artikel (?:te )?lezen
    (?:lue|jatka) .{1,15}tilaajana|pääset lukemaan (?:koko|kaikki)|lukeaksesi (?:koko|jutun)
    (?:pouze|jen) pro předplatitele|zbytek (?:článku|textu)|(?:len|iba) pre predplatiteľov
    pokračovať v čítaní|zvyšok (?:článku|textu) je
    (?:csak|kizárólag) .{0,15}előfizető(?:k|knek|ink|inknek|inket)
    fizess(?:en)? elő .{0,20}(?:olvas|cikk)\w*|(?:doar|exclusiv|numai) pentru abonați
    pentru a citi (?:mai departe|integral|continuarea|articolul)
    (?:μόνο|αποκλειστικά) (?:για|σε) συνδρομητές|για να συνεχίσετε (?:την ανάγνωση|να διαβάζετε)
    само за абонати|за да продължите (?:да четете|четенето)
    (?:samo (?:za )?|isključivo (?:za )?)pretplatni(?:ke|cima)|za nastavak čitanja
    само за претплатнике|за наставак читања|samo za naročnike|za nadaljevanje branja
    devamını okumak için|abone olun ve okuma\w*|(?:למנויים|למנויי .{1,12}) בלבד|כדי להמשיך לקרוא
    להמשך (?:ה)?קריאה .{0,10}(?:הירשמו|הצטרפו|התחברו)
    لقراءة (?:المقال|الخبر|التقرير) (?:كاملا|كامل|بالكامل)|للمشتركين حصر\w+
    (?:فقط برای|ویژه) (?:مشترکان|مشترکین)
    برای (?:ادامه مطلب|خواندن ادامه|مطالعه ادامه) .{0,15}(?:اشتراک|مشترک|وارد)
    khusus (?:untuk )?pelanggan|berlangganan untuk (?:melanjutkan|membaca)
    untuk (?:melanjutkan )?membaca .{0,25}berlangganan
    dành (?:riêng )?cho (?:thành viên|người đăng ký)|đăng nhập để (?:đọc|xem) tiếp
"""
REST_SIGNS = r"""
    この記事は有料|有料会員になると|続きをお読みいただ|続きを読むには|残り文字|本文为付费
    订阅后可(?:继续)?阅读|付费后(?:可)?阅读|订阅以继续阅读|登录后(?:可)?(?:继续)?阅读|訂閱後可
    訂閱以繼續閱讀|유료회원 전용|구독하시면|로그인 후 이용|유료 구독자|会員登録すると続き
    残り ?[\d ]{1,7}文字|会員になると続き|余下全文|剩余(?:内容|全文)
    订阅(?:会员)?(?:后|以)?(?:可)?阅读全文|訂閱(?:會員)?(?:後|以)?(?:可)?閱讀全文|会员专享文章
    구독자 전용|로그인하(?:고|면|여) (?:계속|전체)|전체 기사를 읽으|구독하고 (?:계속|전체)
"""

# What else a page says that wants a subscription or a log-in.
PAY = """
    already a subscriber|(?:start|try) your (?:free )?trial|cancel at ?any ?time during|déjà abonné
    ya eres suscriptor|sei già abbonato|masz już konto|уже подписаны|вже передплатили
    bereits (?:abonnent|kunde)|allerede abonnent|redan prenumerant|al abonnee|oletko jo tilaaja
    (?:už máte|máte již) předplatné|já é assinante|zaten abone misiniz|مشترك بالفعل|már előfizető
    (?:ești|sunteți) (?:deja )?abonat|είστε ήδη συνδρομητής|вече сте абонат|už máte predplatné
    već ste (?:pretplatnik|pretplaćeni)|כבר מנויים?|قبلا مشترک شده ?اید|sudah berlangganan
    already subscribed|already have an account (?:log|sign) in|read all (?:of )?your free
"""
PAY_OPENING = """
    subscribers only|for subscribers|subscribe now|create (?:a free|an) account|cancel any ?time
    full digital access|become a (?:member|subscriber)|bli abonnent
    (?:artikkelen er )?for abonnenter|kjøp abonnement|bli prenumerant|för prenumeranter
    bliv abonnent|für abonnenten|jetzt (?:testen|abonnieren)|monatlich kündbar|contenido exclusivo
    contenuto riservato|bitte melden sie sich an|neem een abonnement|word abonnee
"""
# It stands under a start that says what happened, and is no wall.
MEMBERS_SIGNS = "この記事は会員限定|有料会員記事"
PAY_SIGNS = "有料会員限定|付费内容|付費內容"
