"""The words by which chrome is known, in eleven languages; our own list. Walls: see `barriers`.

Written as lines are compared: lower case, single spaces, no punctuation, "|" or a new line between
two. APPEALS are patterns, the others are phrases.
"""

from __future__ import annotations

import re

# A line that is nothing else is chrome wherever it stands.
_ALONE = """
    next story|previous story|next article|previous article|send push|read more|read next
    show more|see more|load more|view comments|comments|leave a comment|post a comment|share
    share this|share this article|share this story|share on|tweet|print|email|copy link|save
    advertisement|sponsored|promoted|scroll to continue|story continues below
    article continues below|article continues after advertisement|recommended
    recommended stories|related|related articles|related stories|related posts|related content
    related topics|more on this story|more stories|most read|most popular|popular|trending
    trending now|you may also like|you might also like|you may like|topics|tags
    listen to this article|table of contents|loading|close|menu|skip to main content|back to top
    watch now|sign up|sign in|log in|subscribe|follow us|get the app|download the app
    editor s picks|in this article|breaking news|explore more|what to read next|les også|les mer
    les mer om|del|del saken|del artikkelen|annonse|annonsørinnhold|relaterte saker|flere saker
    mest lest|siste nytt|emner|kommentarer|tips oss|abonner|logg inn|last ned appen
    artikkelen fortsetter under annonsen|artikkelen fortsetter under bildet|saken oppdateres
    läs också|läs även|läs mer|läs vidare|dela|dela artikeln|annons|relaterat|fler artiklar
    mest läst|ämnen|prenumerera|logga in|ladda ner appen|tipsa oss|læs også|læs mere
    del artiklen|annonce|relaterede artikler|flere artikler|mest læste|abonnér|log ind
    hent appen|artiklen fortsætter efter annoncen|lesen sie auch|lesen sie mehr|weiterlesen
    mehr lesen|mehr zum thema|auch interessant|teilen|artikel teilen|anzeige|werbung
    verwandte artikel|ähnliche artikel|meistgelesen|themen|kommentare|schlagworte|drucken|merken
    inhaltsverzeichnis|zur startseite|newsletter|jetzt abonnieren|anmelden
    das könnte sie auch interessieren|das könnte dich auch interessieren|weitere artikel
    weitere themen|zum thema|empfehlungen|empfohlener externer inhalt|externer inhalt
    externer inhalt nicht verfügbar|alle kommentare|wird geladen|teilen mit|bewerten
    benachrichtigungen aktivieren|fehler gefunden|app herunterladen|quelle|lire aussi|à lire aussi
    lire la suite|lire plus|partager
    partager l article|publicité|articles liés|sur le même sujet|les plus lus|à découvrir|sujets
    thèmes|commentaires|s abonner|se connecter|télécharger l application|image illustrative
    voir aussi|à voir également|à lire également|lea también|lee también|leer también|lea más
    leer más|le puede interesar|te puede interesar|mira|mira también|vea también|compartir
    publicidad|artículos relacionados|noticias relacionadas|contenido relacionado|temas
    etiquetas|más leídas|más noticias|comentarios|suscríbete|iniciar sesión|descarga la app
    relacionado|relacionados|ver más|más información|sigue leyendo|seguir leyendo|leggi anche
    leggi di più|continua a leggere|condividi|pubblicità|articoli correlati|i più letti
    argomenti|commenti|abbonati|accedi|scarica l app|vedi anche|potrebbe interessarti
    ultima modifica|leia também|leia mais|saiba mais|veja também|compartilhar|partilhar
    publicidade|relacionadas|czytaj też|czytaj także|czytaj więcej|przeczytaj także|zobacz także
    zobacz też|udostępnij|reklama|powiązane artykuły|polecane|najczęściej czytane|tematy
    komentarze|zaloguj się|pobierz aplikację|dalszy ciąg materiału pod wideo|polecamy
    podziel się|читайте також|читайте ще|дивіться також|поділитися|реклама|за темою
    найпопулярніше|коментарі|теги|підписатися|увійти|завантажити застосунок|більше новин
    читати далі|останні новини|читайте также|читать далее|читать дальше|смотрите также
    поделиться|по теме|самое читаемое|материалы по теме|комментарии|подписаться|войти
    скачать приложение|подробнее|другие новости|подписывайтесь|новости по теме|последние новости
    главное сегодня
"""

# What opens a line that points to another story.
_POINTERS = """
    read also|also read|read more|read next|see also|more on this|related|recommended|watch
    don t miss|must read|click here|les også|les mer|se også|läs också|läs även|läs mer|se även
    læs også|læs mere|lesen sie auch|lesen sie mehr|lesen sie hier|lesen sie dazu|lies auch
    lesetipp|mehr zum thema|mehr dazu|auch interessant|siehe auch
    das könnte sie auch interessieren|weitere informationen|weitere artikel|lire aussi
    à lire aussi|à lire|lire également|voir aussi|lea también|lee también|leer también|lea más
    lea|leer más|le puede interesar|te puede interesar|puede interesarle|mira también|mira
    vea también|ver también|leggi anche|vedi anche|leggi|leia também|veja também|leia mais
    czytaj też|czytaj także|czytaj więcej|przeczytaj także|zobacz także|zobacz też|polecamy
    czytaj|читайте також|дивіться також|читайте ще|за темою|читайте также|смотрите также|по теме
    читать также|ранее по теме|подробнее|advertisement|anzeige|annonse|annons|annonce|publicité
    publicidad|pubblicità|reklama|реклама
"""

# What opens a line that says who took a picture.
_CREDITS = """
    photo|photos|photograph|image|images|picture|pic|credit|photo credit|image credit
    getty images|photo by|image source|file photo|courtesy|foto|fotos|bild|bilder|bildquelle
    bildrechte|beitragsbild|titelbild|quelle|symbolbild|fot|zdjęcie|źródło|crédit|crédits
    crédit photo|photo d illustration|image illustrative|imagen|fotografía|crédito|créditos
    fuente|immagine|credits|illustrasjon|illustration|fotograf|фото|зображення|ілюстрація
    иллюстрация|изображение|источник фото
"""

# The site asks for something.
_APPEALS = """
    download the app|download our app|get our app|our newsletter
    our free newsletter|sign up (?:for|to) (?:our|receive|get)|sign up for (?:free|breaking)
    sign up here|subscribe to our|subscribe now|follow us on
    follow .{1,30} on google news
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
    we recommend the best products|these are affiliate|independent review process
    enthält werbung|enthält affiliate
    abonnez vous|inscrivez vous à|suivez nous sur|notre newsletter|téléchargez (?:notre|l) appli
    suscríbete a|suscríbase a|síguenos en|síganos en|nuestro boletín|nuestra newsletter
    descarga la app|únete a nuestro|iscriviti alla|seguici su|la nostra newsletter|scarica l app
    abbonati a|assine (?:a|o)|siga nos|zapisz się (?:na|do)|obserwuj nas|nasz newsletter
    pobierz aplikację|dołącz do nas|підписуйтесь|підписуйтеся|підпишіться на|наш телеграм
    наш telegram|стежте за нами|приєднуйтесь до|подписывайтесь|подпишитесь на|следите за нами
    скачайте приложение
    for the latest .{1,60} download|buying through us|we independently select everything
    (?:allow|enable|turn on) (?:push |browser )?notifications (?:to (?:get|receive)|from us)
    dürfen wir (?:sie|dich) in (?:ihrem|deinem) browser|activez les notifications
    ihnen benachrichtigungen zu (?:schicken|senden)
    activa las notificaciones|attiva le notifiche|skru på varsler|włącz powiadomienia
    увімкніть сповіщення|включите уведомления|(?:log|sign) in or create an account
    cancela cuando quieras|have full access to this article|submit your letter to the editor
    aktiviere bitte .{0,40}privatsphäre einstellungen|ohne (?:dein|ihr) einverständnis keine
    an dieser stelle (?:finden sie|findest du|befindet sich) .{0,60}extern
    this (?:content|video) is (?:hosted|provided) by|to (?:view|display) this (?:embed|content)
    pour afficher ce contenu|para ver este contenido|per visualizzare questo contenuto
    for å (?:se|vise) dette innholdet|för att (?:se|visa) (?:det här )?innehållet
    aby zobaczyć (?:ten materiał|tę treść)|щоб переглянути цей вміст|чтобы увидеть этот контент
    your email address will not be|e mail adresse wird nicht veröffentlicht
    votre adresse (?:e mail|de messagerie) ne sera pas|tu dirección de correo electrónico no será
    il tuo indirizzo email non sarà|o seu endereço de e ?mail não será
    e postadressen din vil ikke|din e postadress kommer inte|twój adres e mail nie zostanie
    ваша e mail адреса не|ваш адрес email не будет|pour créer des paragraphes laissez
    was this (?:article|story|page) (?:helpful|useful)|did you like this (?:article|story)
    we want to hear from you
    reporting (?:and writing )?by .{1,200} editing by|click here to (?:read|subscribe|sign)
    recommend you use a .{0,20}browser|the thomson reuters trust principles
    (?:ihre|deine) meinung ist uns wichtig|feedback zu diesem (?:artikel|beitrag)
    (?:hat|wie hat) (?:ihnen|dir) (?:der|dieser) (?:artikel|beitrag)|melden sie den fehler
    abonnier(?:e|en sie) .{0,60}(?:kanal|newsletter|whatsapp)|tu suscripción se está usando
    dieses thema im programm|über dieses thema berichte(?:t|te|ten)?
"""


def phrases(listed: str) -> tuple[str, ...]:
    """Those of a list; patterns come in pieces, to be joined by "|", with the spaces of groups."""
    lines = (line.strip() for line in listed.split("\n"))
    return tuple(one for line in lines for one in line.split("|") if one)


def whole(listed: str) -> str:
    """A pattern for any of a list, as whole words."""
    return rf"\b(?:{'|'.join(phrases(listed))})(?:\b|$)"


# What opens the list of words a text is filed under.
TAGS = re.compile(
    r"\W*(?:tags|tagged|keywords|topics|filed under|emner|stikkord|ämnen|etiketter|emneord"
    r"|themen|schlagw[oö]rter?|schlagworte|stichw[oö]rter|mots[ -]clés|thèmes|sujets|etiquetas"
    r"|temas|palabras clave|palavras-chave|argomenti|parole chiave|tagi|tematy|słowa kluczowe|теги"
    r"|тэги|темы|теми|ключевые слова|ключові слова|etiketler)\s?:",
    re.IGNORECASE,
)
ALONE = frozenset(phrases(_ALONE))
POINTERS = phrases(_POINTERS)
CREDITS = phrases(_CREDITS)
APPEAL = re.compile(whole(_APPEALS))
