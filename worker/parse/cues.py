"""The words by which chrome is known, in thirty languages; our own list. Walls: see `barriers`.

Written as lines are compared: lower case, single spaces, no punctuation, "|" or a new line between
two. APPEALS are patterns, the others are phrases.
"""

from __future__ import annotations

import re

# A line that is nothing else is chrome wherever it stands.
_ALONE = """
    next story|previous story|next article|previous article|send push|read more|read next|show more
    see more|load more|view comments|comments|leave a comment|post a comment|share|share this
    share this article|share this story|share on|tweet|print|email|copy link|save|advertisement
    sponsored|promoted|scroll to continue|story continues below|article continues below
    article continues after advertisement|recommended|recommended stories|related|related articles
    related stories|related posts|related content|related topics|more on this story|more stories
    most read|most popular|popular|trending|trending now|you may also like|you might also like
    you may like|topics|tags|listen to this article|table of contents|loading|close|menu
    skip to main content|back to top|watch now|sign up|sign in|log in|subscribe|follow us
    get the app|download the app|editor s picks|in this article|breaking news|explore more
    what to read next|les også|les mer|les mer om|del|del saken|del artikkelen|annonse
    annonsørinnhold|relaterte saker|flere saker|mest lest|siste nytt|emner|kommentarer|tips oss
    abonner|logg inn|last ned appen|artikkelen fortsetter under annonsen
    artikkelen fortsetter under bildet|saken oppdateres|läs också|läs även|läs mer|läs vidare|dela
    dela artikeln|annons|relaterat|fler artiklar|mest läst|ämnen|prenumerera|logga in
    ladda ner appen|tipsa oss|læs også|læs mere|del artiklen|annonce|relaterede artikler
    flere artikler|mest læste|abonnér|log ind|hent appen|artiklen fortsætter efter annoncen
    lesen sie auch|lesen sie mehr|weiterlesen|mehr lesen|mehr zum thema|auch interessant|teilen
    artikel teilen|anzeige|werbung|verwandte artikel|ähnliche artikel|meistgelesen|themen
    kommentare|schlagworte|drucken|merken|inhaltsverzeichnis|zur startseite|newsletter
    jetzt abonnieren|anmelden|das könnte sie auch interessieren|das könnte dich auch interessieren
    weitere artikel|weitere themen|zum thema|empfehlungen|empfohlener externer inhalt
    externer inhalt|externer inhalt nicht verfügbar|alle kommentare|wird geladen|teilen mit
    bewerten|benachrichtigungen aktivieren|fehler gefunden|app herunterladen|quelle|lire aussi
    à lire aussi|lire la suite|lire plus|partager|partager l article|publicité|articles liés
    sur le même sujet|les plus lus|à découvrir|sujets|thèmes|commentaires|s abonner|se connecter
    télécharger l application|image illustrative|voir aussi|à voir également|à lire également
    lea también|lee también|leer también|lea más|leer más|le puede interesar|te puede interesar
    mira|mira también|vea también|compartir|publicidad|artículos relacionados|noticias relacionadas
    contenido relacionado|temas|etiquetas|más leídas|más noticias|comentarios|suscríbete
    iniciar sesión|descarga la app|relacionado|relacionados|ver más|más información|sigue leyendo
    seguir leyendo|leggi anche|leggi di più|continua a leggere|condividi|pubblicità
    articoli correlati|i più letti|argomenti|commenti|abbonati|accedi|scarica l app|vedi anche
    potrebbe interessarti|ultima modifica|leia também|leia mais|saiba mais|veja também|compartilhar
    partilhar|publicidade|relacionadas|czytaj też|czytaj także|czytaj więcej|przeczytaj także
    zobacz także|zobacz też|udostępnij|reklama|powiązane artykuły|polecane|najczęściej czytane
    tematy|komentarze|zaloguj się|pobierz aplikację|dalszy ciąg materiału pod wideo|polecamy
    podziel się|читайте також|читайте ще|дивіться також|поділитися|реклама|за темою|найпопулярніше
    коментарі|теги|підписатися|увійти|завантажити застосунок|більше новин|читати далі
    останні новини|читайте также|читать далее|читать дальше|смотрите также|поделиться|по теме
    самое читаемое|материалы по теме|комментарии|подписаться|войти|скачать приложение|подробнее
    другие новости|подписывайтесь|новости по теме|последние новости|главное сегодня|lees ook
    lees meer|lees verder|bekijk ook|kijk ook|deel dit artikel|delen|advertentie|gerelateerd
    gerelateerde artikelen|meer nieuws|meest gelezen|reacties|onderwerpen|inloggen|abonneer
    download de app|nieuwsbrief|meer over dit onderwerp|tekst gaat verder onder de foto
    tekst gaat verder onder de afbeelding|tekst loopt door onder de foto|lue myös|lue lisää
    katso myös|jaa|jaa artikkeli|jaa juttu|mainos|kommentit|luetuimmat|uusimmat|aiheeseen liittyvää
    lisää aiheesta|tilaa uutiskirje|kirjaudu|kirjaudu sisään|lataa sovellus
    juttu jatkuu mainoksen jälkeen|juttu jatkuu kuvan jälkeen|artikkeli jatkuu mainoksen alla
    čtěte také|čtěte dále|čtěte více|číst dále|číst více|přečtěte si také|sdílet|sdílet článek
    inzerce|související|související články|nejčtenější|témata|komentáře|diskuse|přihlásit se
    předplatit|stáhněte si aplikaci|mohlo by vás zajímat|další články|vstoupit do diskuse
    čítajte aj|čítajte tiež|čítať ďalej|čítať viac|prečítajte si aj|prečítajte si tiež|zdieľať
    zdieľať článok|súvisiace|súvisiace články|najčítanejšie|diskusia|prihlásiť sa|predplatiť
    mohlo by vás zaujímať|olvassa el ezt is|ezt is olvassa el|olvass tovább|tovább olvasom
    kapcsolódó|kapcsolódó cikkek|kapcsolódó cikk|megosztás|megosztom|cikk megosztása|hirdetés
    hozzászólások|legolvasottabb|legolvasottabbak|címkék|bejelentkezés|feliratkozás|feliratkozom
    töltse le az alkalmazást|citește și|citește mai mult|citește mai departe|citiți și|vezi și
    distribuie|distribuie articolul|publicitate|articole similare|articole recomandate
    cele mai citite|comentarii|etichete|abonează te|autentificare|descarcă aplicația
    pe aceeași temă|știri similare|прочетете още|прочетете също|вижте още|чети още|още по темата
    сподели|споделете|коментари|най четени|етикети|подобни статии|διαβάστε επίσης
    διαβάστε περισσότερα|διαβάστε ακόμα|διαβάστε ακόμη|διαβάστε και|δείτε επίσης|δείτε ακόμα
    σχετικά άρθρα|κοινοποίηση|μοιραστείτε το|μοιραστείτε το άρθρο|διαφήμιση|σχόλια|δημοφιλή
    ετικέτες|σύνδεση|εγγραφή|κατεβάστε την εφαρμογή|pročitajte i|pročitajte još|pročitajte više
    čitajte još|pogledajte i|podijeli|podeli|podijeli članak|oglas|povezane vijesti|povezane vesti
    povezani članci|komentari|najčitanije|oznake|prijavi se|preuzmite aplikaciju|preberite tudi
    preberite več|preberite še|oglasno sporočilo|komentarji|sorodne novice|прочитајте још
    прочитајте и|погледајте и|најчитаније|ayrıca okuyun|bunu da okuyun|devamını oku|devamını okuyun
    ilgili haberler|ilginizi çekebilir|bunlar da ilginizi çekebilir|paylaş|haberi paylaş|reklam
    yorumlar|yorum yap|en çok okunanlar|etiketler|giriş yap|abone ol|uygulamayı indir
    uygulamayı indirin|diğer haberler|haberin devamı|اقرأ أيضا|اقرأ المزيد|شاهد أيضا|طالع أيضا
    قد يهمك أيضا|للمزيد|المزيد|شارك|شارك المقال|مشاركة|إعلان|إعلانات|مواضيع ذات صلة|مقالات ذات صلة
    أخبار ذات صلة|ذات صلة|مواضيع متعلقة|الأكثر قراءة|التعليقات|تعليقات|كلمات مفتاحية
    الكلمات المفتاحية|تسجيل الدخول|اشترك|حمل التطبيق|תגובות|פרסומת|קראו גם|קרא גם|קראו עוד|קרא עוד
    לקריאה נוספת|עוד בנושא|כתבות נוספות|עוד כתבות|שתפו|שתפו את הכתבה|שיתוף|הוסף תגובה|הנקראות ביותר
    תגיות|התחברות|הרשמה|הורידו את האפליקציה|להורדת האפליקציה|אולי יעניין אותך
    כתבות שעשויות לעניין אותך|بیشتر بخوانید|همچنین بخوانید|بیشتر بدانید|ادامه مطلب|اشتراک گذاری
    به اشتراک بگذارید|آگهی|تبلیغات|اخبار مرتبط|مطالب مرتبط|نظرات|برچسبها|برچسب ها|پربازدیدترین
    پربیننده ترین|انتهای پیام|यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|आगे पढ़ें|विज्ञापन|शेयर करें
    संबंधित खबरें|यह भी देखें|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง|โฆษณา|แชร์|ความคิดเห็น|xem thêm
    đọc thêm|đọc tiếp|chia sẻ|quảng cáo|tin liên quan|bài liên quan|bình luận|đăng nhập
    tải ứng dụng|baca juga|baca selengkapnya|baca lebih lanjut|lihat juga|simak juga|bagikan
    bagikan artikel ini|iklan|artikel terkait|berita terkait|terpopuler|unduh aplikasi
    gulir untuk lanjut membaca|相关阅读|相关新闻|相关文章|推荐阅读|延伸阅读|更多新闻|阅读更多
    阅读全文|点击阅读|相關新聞|相關文章|相關閱讀|推薦閱讀|延伸閱讀|更多新聞|閱讀更多|閱讀全文|分享
    分享到|分享本文|分享文章|广告|廣告|评论|評論|热门文章|熱門文章|标签|標籤|关键词|登录|登入|订阅
    訂閱|下载应用|下载应用程序|下载app|下載app|返回顶部|上一篇|下一篇|関連記事|関連ニュース
    関連リンク|あわせて読みたい|続きを読む|もっと見る|もっと読む|シェア|シェアする|この記事をシェア
    この記事をシェアする|広告|コメント|コメントする|人気記事|アクセスランキング|タグ|キーワード
    ログイン|会員登録|アプリをダウンロード|トップへ戻る|次の記事|前の記事|おすすめ記事|관련기사
    관련 기사|관련 뉴스|더보기|더 보기|공유|공유하기|기사 공유|댓글|광고|많이 본 뉴스|인기 기사
    추천 기사|태그|로그인|구독|구독하기|앱 다운로드|기사 더보기|이전 기사|다음 기사
"""

# What opens a line that points to another story.
_POINTERS = """
    read also|also read|read more|read next|see also|more on this|related|recommended|watch
    don t miss|must read|click here|les også|les mer|se også|läs också|läs även|läs mer|se även
    læs også|læs mere|lesen sie auch|lesen sie mehr|lesen sie hier|lesen sie dazu|lies auch
    lesetipp|mehr zum thema|mehr dazu|auch interessant|siehe auch|das könnte sie auch interessieren
    weitere informationen|weitere artikel|lire aussi|à lire aussi|à lire|lire également|voir aussi
    lea también|lee también|leer también|lea más|lea|leer más|le puede interesar|te puede interesar
    puede interesarle|mira también|mira|vea también|ver también|leggi anche|vedi anche|leggi
    leia também|veja também|leia mais|czytaj też|czytaj także|czytaj więcej|przeczytaj także
    zobacz także|zobacz też|polecamy|czytaj|читайте також|дивіться також|читайте ще|за темою
    читайте также|смотрите также|по теме|читать также|ранее по теме|подробнее|advertisement|anzeige
    annonse|annons|annonce|publicité|publicidad|pubblicità|reklama|реклама|lees ook|lees meer
    bekijk ook|kijk ook|luister ook|advertentie|lue myös|lue lisää|katso myös|mainos|čtěte také
    přečtěte si také|přečtěte si|mohlo by vás zajímat|inzerce|čítajte aj|čítajte tiež
    prečítajte si aj|prečítajte si tiež|olvassa el ezt is|ezt is olvassa el|kapcsolódó|hirdetés
    citește și|citiți și|vezi și|pe aceeași temă|publicitate|прочетете още|прочетете също|вижте още
    διαβάστε επίσης|διαβάστε ακόμα|διαβάστε ακόμη|διαβάστε περισσότερα|διαβάστε και|δείτε επίσης
    pročitajte i|pročitajte još|čitajte još|pogledajte i|preberite tudi|прочитајте још|погледајте и
    ayrıca okuyun|bunu da okuyun|ilgili haber|اقرأ أيضا|اقرأ المزيد|شاهد أيضا|طالع أيضا
    قد يهمك أيضا|קראו גם|קרא גם|קראו עוד|עוד בנושא|לקריאה נוספת|بیشتر بخوانید|همچنین بخوانید
    यह भी पढ़ें|ये भी पढ़ें|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|xem thêm|đọc thêm|baca juga|simak juga
    lihat juga|相关阅读|相关新闻|相关文章|推荐阅读|延伸阅读|相關閱讀|相關新聞|相關文章|推薦閱讀
    延伸閱讀|関連記事|関連ニュース|あわせて読みたい|관련기사|관련 기사|관련 뉴스
"""

# What opens a line that says who took a picture.
_CREDITS = """
    photo|photos|photograph|image|images|picture|pic|credit|photo credit|image credit|getty images
    photo by|image source|file photo|courtesy|foto|fotos|bild|bilder|bildquelle|bildrechte
    beitragsbild|titelbild|quelle|symbolbild|fot|zdjęcie|źródło|crédit|crédits|crédit photo
    photo d illustration|image illustrative|imagen|fotografía|crédito|créditos|fuente|immagine
    credits|illustrasjon|illustration|fotograf|фото|зображення|ілюстрація|иллюстрация|изображение
    источник фото|kuva|kuvat|fotó|forrás|sursa|φωτογραφία|φωτο|πηγή|снимка|снимки|извор|fotografija
    fotoğraf|kaynak|الصورة|صورة|المصدر|צילום|קרדיט|عکس|منبع|फोटो|ảnh|nguồn|图片来源|图源|图片
    圖片來源|圖|图|摄影|攝影|写真|撮影|画像|사진|출처|fotografie|zdroj|snímek
"""

# The site asks for something.
_APPEALS = r"""
    download the app|download our app|get our app|our newsletter|our free newsletter
    sign up (?:for|to) (?:our|receive|get)|sign up for (?:free|breaking)|sign up here
    subscribe to our|subscribe now|follow us on|follow .{1,30} on google news
    join our (?:whatsapp|telegram|channel|commenting|community|newsletter)|our whatsapp channel
    our telegram channel|(?:get|receive) .{1,60} (?:in|to|straight to) your inbox
    like us on facebook|we may earn (?:a|an) (?:affiliate )?commission|earn a commission
    affiliate links?|all rights reserved|may not be published broadcast rewritten
    register for free here|create an account or sign in|support our journalism
    meld deg på (?:vårt )?nyhetsbrev|følg oss på|abonner på|last ned (?:vår )?appen
    alle rettigheter|anmäl dig till|prenumerera på|följ oss på|ladda ner (?:vår )?appen|tilmeld dig
    følg os på
    (?:unser|unserem|unseren|zum|den|der) .{0,30}newsletter (?:an|abonnieren|bestellen|anmelden)
    newsletter (?:abonnieren|bestellen|anmelden)|folgen sie uns|folge uns|folgt uns
    jetzt abonnieren|app herunterladen|wochen kostenlos testen|deine privatsphäre einstellungen
    dieser beitrag enthält werbung|(?:sie|dich|euch) auch interessieren
    you (?:may|might) also (?:like|be interested)|(?:le|te) (?:puede|podría) interesar
    we recommend the best products|these are affiliate|independent review process|enthält werbung
    enthält affiliate|abonnez vous|inscrivez vous à|suivez nous sur|notre newsletter
    téléchargez (?:notre|l) appli|suscríbete a|suscríbase a|síguenos en|síganos en|nuestro boletín
    nuestra newsletter|descarga la app|únete a nuestro|iscriviti alla|seguici su
    la nostra newsletter|scarica l app|abbonati a|assine (?:a|o)|siga nos|zapisz się (?:na|do)
    obserwuj nas|nasz newsletter|pobierz aplikację|dołącz do nas|підписуйтесь|підписуйтеся
    підпишіться на|наш телеграм|наш telegram|стежте за нами|приєднуйтесь до|подписывайтесь
    подпишитесь на|следите за нами|скачайте приложение|for the latest .{1,60} download
    buying through us|we independently select everything
    (?:allow|enable|turn on) (?:push |browser )?notifications (?:to (?:get|receive)|from us)
    dürfen wir (?:sie|dich) in (?:ihrem|deinem) browser|activez les notifications
    ihnen benachrichtigungen zu (?:schicken|senden)|activa las notificaciones|attiva le notifiche
    skru på varsler|włącz powiadomienia|увімкніть сповіщення|включите уведомления
    (?:log|sign) in or create an account|cancela cuando quieras|have full access to this article
    submit your letter to the editor|aktiviere bitte .{0,40}privatsphäre einstellungen
    ohne (?:dein|ihr) einverständnis keine
    an dieser stelle (?:finden sie|findest du|befindet sich) .{0,60}extern
    this (?:content|video) is (?:hosted|provided) by|to (?:view|display) this (?:embed|content)
    pour afficher ce contenu|para ver este contenido|per visualizzare questo contenuto
    for å (?:se|vise) dette innholdet|för att (?:se|visa) (?:det här )?innehållet
    aby zobaczyć (?:ten materiał|tę treść)|щоб переглянути цей вміст|чтобы увидеть этот контент
    your email address will not be|e mail adresse wird nicht veröffentlicht
    votre adresse (?:e mail|de messagerie) ne sera pas|tu dirección de correo electrónico no será
    il tuo indirizzo email non sarà|o seu endereço de e ?mail não será|e postadressen din vil ikke
    din e postadress kommer inte|twój adres e mail nie zostanie|ваша e mail адреса не
    ваш адрес email не будет|pour créer des paragraphes laissez
    was this (?:article|story|page) (?:helpful|useful)|did you like this (?:article|story)
    we want to hear from you|reporting (?:and writing )?by .{1,200} editing by
    click here to (?:read|subscribe|sign)|recommend you use a .{0,20}browser
    the thomson reuters trust principles|(?:ihre|deine) meinung ist uns wichtig
    feedback zu diesem (?:artikel|beitrag)
    (?:hat|wie hat) (?:ihnen|dir) (?:der|dieser) (?:artikel|beitrag)|melden sie den fehler
    abonnier(?:e|en sie) .{0,60}(?:kanal|newsletter|whatsapp)|tu suscripción se está usando
    dieses thema im programm|über dieses thema berichte(?:t|te|ten)?|schrijf je in voor
    meld je aan voor|abonneer je op|volg ons op|onze nieuwsbrief
    aanmelden voor (?:de|onze) nieuwsbrief|download (?:de|onze) app|tilaa (?:.{1,20} )?uutiskir\w+
    uutiskirjeemme|seuraa meitä|lataa (?:.{1,15} )?sovellu\w+|přihlaste se k odběru|odebírejte
    sledujte nás na|náš newsletter|našeho newsletteru|stáhněte si (?:naši )?aplikaci
    prihláste sa na odber|nášho newslettera|stiahnite si (?:našu )?aplikáciu
    iratkoz(?:z|zon) fel .{0,20}hírlev\w+|hírlevelünkre|kövess(?:en|enek)? minket
    töltse le (?:az )?alkalmazás\w*
    abon(?:ează te|ați vă) la (?:.{1,12} )?(?:newsletter\w*|canal\w*)|urmărește ne pe
    urmăriți ne pe|newsletterul nostru|descarcă aplicația|абонирайте се за|последвайте ни
    изтеглете (?:.{1,10} )?приложение\w*|εγγραφείτε στο (?:.{1,15} )?newsletter
    ακολουθήστε (?:μας|το .{1,30} στο google)|κατεβάστε (?:την εφαρμογή|το app)
    (?:pretplatite|prijavite) se na (?:naš )?newsletter|pratite nas na
    preuzmite (?:našu )?aplikaciju|naročite se na (?:naše )?e?novice|пратите нас на
    bültenimize (?:abone|üye) ol\w*|bizi takip edin|uygulamamızı indirin
    اشترك (?:الآن )?في (?:النشرة|نشرتنا|قناتنا)|تابعنا على|تابعونا على|انضم إلى قناتنا
    حمل (?:تطبيق|التطبيق)|(?:הירשמו|להרשמה) לניוזלטר|עקבו אחרינו|הצטרפו (?:אלינו|לערוץ|לקבוצת)
    הורידו את האפליקציה|(?:در|به) خبرنامه .{0,20}(?:عضو|مشترک) شوید|ما را در .{1,30} دنبال کنید
    به کانال .{1,30} بپیوندید|(?:اپلیکیشن|برنامه) (?:ما )?را دانلود کنید|theo dõi chúng tôi
    đăng ký (?:nhận )?bản tin|ikuti kami di|unduh aplikasi
    dapatkan (?:update|berita) .{1,40}(?:langsung|setiap)
    gabung (?:di )?(?:channel|kanal|saluran|grup)
"""


_TONOS = dict(zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True))  # capitals have none
_MARKS = (*range(0x0300, 0x0370), *range(0x0591, 0x05C8), *range(0x064B, 0x0660), 0x093C)
_JOINERS = (0x00AD, *range(0x200B, 0x2010), 0x0640, 0xFEFF)
SPELT = str.maketrans(
    {"ß": "ss", "ё": "е", "ı": "i", "ş": "ș", "ţ": "ț", "أ": "ا", "إ": "ا", "آ": "ا", "ي": "ی"}
    | {"ى": "ی", "ك": "ک", **_TONOS, **dict.fromkeys(map(chr, (*_MARKS, *_JOINERS)), "")}
)
"""Letters that one word is written with in two ways, folded, of text in lower case; vowel signs and
joiners vanish.
"""

_APPEAL_SIGNS = """
    订阅我们的|订阅.{0,8}(?:简报|通讯|电子报)|訂閱.{0,8}(?:電子報|通訊)|关注我们|關注我們|扫码关注
    下载(?:我们的)?(?:应用|app)|未经授权 ?不得转载|未经许可 ?不得转载|版权所有
    ニュースレター(?:に|の|を)?(?:登録|購読)|アプリをダウンロード|フォローしてください|無断転載
    뉴스레터(?:를)? ?구독|구독하세요|무단 ?전재|재배포 ?금지
"""


def phrases(listed: str) -> tuple[str, ...]:
    """Those of a list; patterns come in pieces, to be joined by "|", with the spaces of groups."""
    lines = (line.strip() for line in listed.translate(SPELT).split("\n"))
    return tuple(one for line in lines for one in line.split("|") if one)


def whole(listed: str) -> str:
    """A pattern for any of a list, as whole words."""
    return rf"\b(?:{'|'.join(phrases(listed))})(?:\b|$)"


def any_of(listed: str, signs: str) -> re.Pattern[str]:
    """Whole words, and signs of languages that have no spaces between words."""
    return re.compile("|".join((whole(listed), *phrases(signs))))


# What opens the list of words a text is filed under.
TAGS = re.compile(
    r"\W*(?:tags|tagged|keywords|topics|filed under|emner|stikkord|ämnen|etiketter|emneord"
    r"|themen|schlagw[oö]rter?|schlagworte|stichw[oö]rter|mots[ -]clés|thèmes|sujets|etiquetas"
    r"|temas|palabras clave|palavras-chave|argomenti|parole chiave|tagi|tematy|słowa kluczowe|теги"
    r"|тэги|темы|теми|ключевые слова|ключові слова|etiketler|trefwoorden|asiasanat|avainsanat"
    r"|štítky|címkék|ετικέτες|етикети|oznake|وسوم|الكلمات المفتاحية|תגיות|برچسب(?:\u200c?ها)?|标签"
    r"|關鍵字|关键词|標籤|タグ|キーワード|태그)\s?[:：]",
    re.IGNORECASE,
)
ALONE = frozenset(phrases(_ALONE))
POINTERS = phrases(_POINTERS)
CREDITS = phrases(_CREDITS)
APPEAL = any_of(_APPEALS, _APPEAL_SIGNS)
