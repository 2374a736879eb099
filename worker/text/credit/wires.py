"""Wire agencies: names, domains and spellings; our own list of facts.

One a line (an indented line goes on): `Name | domains | other spellings`, spellings parted by
commas. `*` before a spelling: also an everyday word, that counts beside the plainest cues alone.
`~` behind a Cyrillic one: declined like a masculine noun. `@nb nn` behind one: in texts of these
languages; where the language is unknown, the first listed is meant. A spelling is found where all
its capitals are written as capitals. A name is a spelling too, unless it is given with a mark.
"""

from __future__ import annotations

from typing import Final

WIRES: Final = """
Reuters | reuters.com | Thomson Reuters, Reutera, Рейтер, Рейтерс, Ройтерс, Ройтер
AP | apnews.com ap.org | Associated Press, Асошиэйтед Пресс, Асошіейтед Прес
AFP | afp.com | Agence France-Presse, Agence France Presse, Франс Пресс, Франс-Пресс, АФП
Bloomberg | bloomberg.com | Bloomberg News, Блумберг~, BNN Bloomberg
Dow Jones | dowjones.com | *Dow Jones, Dow Jones Newswires
UPI | upi.com | United Press International
PA Media | pamediagroup.com | Press Association, PA news agency
Canadian Press | thecanadianpress.com |
AAP | aap.com.au | Australian Associated Press
dpa | dpa.com | Deutsche Presse-Agentur, Deutschen Presse-Agentur, dpa-AFX, ДПА
epd | epd.de | Evangelischer Pressedienst, Evangelischen Pressedienst
KNA | kna.de | Katholische Nachrichten-Agentur, Katholischen Nachrichten-Agentur
SID | sid.de | Sport-Informations-Dienst
APA | apa.at | Austria Presse Agentur, Austria Press Agency
Keystone-SDA | keystone-sda.ch | SDA, ATS, Keystone-ATS
NTB | ntb.no | Norsk Telegrambyrå, NPK-NTB, НТБ
NPK | npk.no | Nynorsk pressekontor
TT | tt.se | TT @sv nb nn da, nyhetsbyrån TT, Tidningarnas Telegrambyrå
Ritzau | ritzau.dk ritzau.com | Ritzaus Bureau, Ritzaus, ritzau
STT | stt.fi | Finska notisbyrån
ANP | anp.nl | Algemeen Nederlands Persbureau
Belga | belga.be belganewsagency.eu | Belga News Agency
ANSA | ansa.it | Ansa
Adnkronos | adnkronos.com | AdnKronos
Agenzia Italia | agi.it |
LaPresse | lapresse.it |
EFE | efe.com | Efe, Agencia EFE
Europa Press | europapress.es |
Lusa | lusa.pt | Agência Lusa
PAP | pap.pl | Polska Agencja Prasowa, Polskiej Agencji Prasowej, Polską Agencję Prasową, ПАП
ČTK | ctk.cz ceskenoviny.cz | CTK
MTI | mti.hu | Magyar Távirati Iroda
BTA | bta.bg | БТА
Agerpres | agerpres.ro |
Tanjug | tanjug.rs | Танјуг~
BNS | bns.lt bns.ee | Baltic News Service
ELTA | elta.lt |
LETA | leta.lv |
TASS | tass.com tass.ru | ТАСС, ТАРС, ITAR-TASS, ИТАР-ТАСС
RIA Novosti | ria.ru | RIA, РИА Новости, РИА Новостям, РИА Новостей, РІА Новини, РІА Новости,
    РИА «Новости»
Interfax | interfax.ru interfax.com | Интерфакс~, Інтерфакс~
Interfax-Ukraine | interfax.com.ua | Интерфакс-Украина, Интерфакс-Украине, Інтерфакс-Україна,
    Інтерфакс-Україні
Sputnik | sputniknews.com sputnikglobe.com | *Спутник~
Ukrinform | ukrinform.ua ukrinform.net | Укрінформ~, Укринформ~
UNIAN | unian.ua unian.net unian.info | УНІАН, УНИАН
UNN | unn.ua unn.com.ua | УНН, Українські Національні Новини, Українських Національних Новин
RBC-Ukraine | rbc.ua | РБК-Україна, РБК-Україні, РБК-України, РБК-Украина, РБК-Украине
BelTA | belta.by | БелТА, БЕЛТА
Kazinform | inform.kz | Казинформ~
Trend | trend.az | *Trend, *Тренд
Anadolu | aa.com.tr | Anadolu Agency, Anadolu Ajansı, Анадолу
IRNA | irna.ir | ИРНА
Tasnim | tasnimnews.com | Тасним
Fars | farsnews.ir | Fars News, Фарс
Mehr News | mehrnews.com |
ISNA | isna.ir |
SANA | sana.sy | САНА
WAFA | wafa.ps | Wafa
Saudi Press Agency | spa.gov.sa |
WAM | wam.ae | Emirates News Agency
Middle East News Agency | mena.org.eg |
Xinhua | xinhuanet.com news.cn | Синьхуа, Сіньхуа
Kyodo | kyodonews.net | Kyodo News, Киодо, Кіодо
Jiji | jiji.com | Jiji Press
Yonhap | yna.co.kr | Ёнхап, Йонхап
KCNA | kcna.kp kcna.co.jp | Korean Central News Agency, ЦТАК
PTI | ptinews.com | Press Trust of India
ANI | aninews.in | Asian News International
IANS | ians.in | Indo-Asian News Service
Bernama | bernama.com |
Antara News | antaranews.com |
Prensa Latina | prensa-latina.cu plenglish.com |
Télam | telam.com.ar |
Inter Press Service | ipsnews.net |
CNN | cnn.com | Си-эн-эн
"""
