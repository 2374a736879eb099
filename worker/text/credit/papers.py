"""Well-known outlets that are no wires, written as in `wires`; our own list of facts."""

from __future__ import annotations

from typing import Final

PAPERS: Final = """
Financial Times | ft.com | FT, Файненшл Таймс, Файнэншл Таймс, Файненшіал Таймс
New York Times | nytimes.com | NYT, NY Times, Нью-Йорк Таймс, Нью-Йорк таймс
Washington Post | washingtonpost.com | WaPo, Вашингтон Пост, Вашингтон пост
Wall Street Journal | wsj.com | WSJ, Уолл-стрит джорнэл, Волл-стріт джорнел
Los Angeles Times | latimes.com | LA Times
USA Today | usatoday.com |
Politico | politico.com politico.eu | Политико, Політико
Axios | axios.com | Аксиос
The Hill | thehill.com |
The Atlantic | theatlantic.com |
New Yorker | newyorker.com |
Newsweek | newsweek.com |
Time | time.com | *TIME, *Time, Time magazine
Forbes | forbes.com forbes.ru forbes.ua | Форбс
Business Insider | businessinsider.com | Бизнес Инсайдер
CNBC | cnbc.com |
CBS | cbsnews.com | CBS News
NBC | nbcnews.com | NBC News, MSNBC
ABC News | abcnews.go.com abcnews.com |
Fox News | foxnews.com foxbusiness.com | Fox Business
NPR | npr.org |
PBS | pbs.org | PBS NewsHour
ProPublica | propublica.org |
New York Post | nypost.com |
Boston Globe | bostonglobe.com |
Chicago Tribune | chicagotribune.com |
Miami Herald | miamiherald.com |
Daily Beast | thedailybeast.com |
HuffPost | huffpost.com | Huffington Post
Vox | vox.com | *Vox
TechCrunch | techcrunch.com |
The Verge | theverge.com |
The Information | theinformation.com |
Wired | wired.com | *Wired
Variety | variety.com | *Variety
Hollywood Reporter | hollywoodreporter.com |
ESPN | espn.com |
TMZ | tmz.com |
Foreign Policy | foreignpolicy.com | *Foreign Policy
Defense News | defensenews.com |
RFE/RL | rferl.org svoboda.org radiosvoboda.org | Radio Free Europe, Radio Liberty, Радио
    Свобода, Радио Свободе, Радио Свободы, Радіо Свобода, Радіо Свободі, Радіо Свободи
Voice of America | voanews.com golosameriki.com | VOA, Голос Америки, Голосу Америки, Голоса Америки
Globe and Mail | theglobeandmail.com |
CBC | cbc.ca | CBC News
Toronto Star | thestar.com |
BBC | bbc.com bbc.co.uk bbci.co.uk | BBC News, BBC Sport, Би-би-си, Бі-бі-сі, Бі-Бі-Сі, ВВС News
The Guardian | theguardian.com | Guardian, Гардиан, Ґардіан, Гардіан
The Times | thetimes.co.uk thetimes.com | *The Times, Times of London, Sunday Times
The Telegraph | telegraph.co.uk | Telegraph, Daily Telegraph, Sunday Telegraph
The Independent | independent.co.uk | *The Independent
The Economist | economist.com | *Economist
The Sun | thesun.co.uk | *The Sun, *the Sun
Daily Mail | dailymail.co.uk | Mail on Sunday, MailOnline
Daily Mirror | mirror.co.uk |
Daily Express | express.co.uk |
Evening Standard | standard.co.uk |
The Observer | observer.co.uk | *The Observer
Sky News | news.sky.com | Sky Sports
ITV | itv.com | ITV News
Channel 4 | channel4.com | Channel 4 News
Press and Journal | pressandjournal.co.uk |
Irish Times | irishtimes.com |
RTÉ | rte.ie |
Sydney Morning Herald | smh.com.au |
The Australian | theaustralian.com.au | *The Australian
ABC Australia | abc.net.au | Australian Broadcasting Corporation
New Zealand Herald | nzherald.co.nz | NZ Herald
Al Jazeera | aljazeera.com aljazeera.net | Al-Jazeera, Аль-Джазира, Аль-Джазіра
Al Arabiya | alarabiya.net | Al-Arabiya, Аль-Арабия
Haaretz | haaretz.com haaretz.co.il | Гаарец
Times of Israel | timesofisrael.com |
Jerusalem Post | jpost.com |
Ynet | ynet.co.il ynetnews.com |
Channel 12 | mako.co.il | *Channel 12
Nikkei | nikkei.com | *Nikkei, Nikkei Asia
NHK | nhk.or.jp |
Asahi Shimbun | asahi.com | Asahi
Yomiuri Shimbun | yomiuri.co.jp | Yomiuri
Global Times | globaltimes.cn |
China Daily | chinadaily.com.cn |
People's Daily | people.cn people.com.cn |
CCTV | cctv.com | CGTN
Caixin | caixin.com caixinglobal.com |
South China Morning Post | scmp.com | SCMP
Straits Times | straitstimes.com |
Times of India | indiatimes.com | TOI
Hindustan Times | hindustantimes.com |
The Hindu | thehindu.com | *The Hindu
Indian Express | indianexpress.com |
NDTV | ndtv.com |
Dawn | dawn.com | *Dawn
Kyiv Post | kyivpost.com |
Kyiv Independent | kyivindependent.com |
Moscow Times | themoscowtimes.com |
Meduza | meduza.io | Медуза, Медузе, Медузы, Медузу, Медузі
NRK | nrk.no | Norsk rikskringkasting
TV 2 Norge | tv2.no | TV 2 @nb nn, TV2 @nb nn
VG | vg.no | Verdens Gang
Aftenposten | aftenposten.no |
Dagbladet | dagbladet.no |
Dagens Næringsliv | dn.no | DN @nb nn
E24 | e24.no |
Nettavisen | nettavisen.no |
Bergens Tidende | bt.no | BT @nb nn
Stavanger Aftenblad | aftenbladet.no |
Adresseavisen | adressa.no | Adressa
Klassekampen | klassekampen.no |
Vårt Land | vl.no |
Dagsavisen | dagsavisen.no |
Nordlys | nordlys.no |
Finansavisen | finansavisen.no |
Morgenbladet | morgenbladet.no |
ABC Nyheter | abcnyheter.no |
SVT | svt.se | SVT Nyheter
Sveriges Radio | sverigesradio.se | SR @sv, Sveriges Radios, Ekot @sv
Dagens Nyheter | dn.se | DN @sv
Svenska Dagbladet | svd.se | SvD
Aftonbladet | aftonbladet.se |
Expressen | expressen.se |
Göteborgs-Posten | gp.se |
Sydsvenskan | sydsvenskan.se |
Dagens industri | di.se |
TV4 | tv4.se | TV4 Nyheterna
DR | dr.dk | DR Nyheder
TV 2 Danmark | tv2.dk | TV 2 @da, TV2 @da
Politiken | politiken.dk |
Jyllands-Posten | jyllands-posten.dk jp.dk |
Berlingske | berlingske.dk |
Ekstra Bladet | ekstrabladet.dk eb.dk |
B.T. | bt.dk | BT @da
Børsen | borsen.dk |
Yle | yle.fi |
Helsingin Sanomat | hs.fi |
Hufvudstadsbladet | hbl.fi |
RÚV | ruv.is |
Spiegel | spiegel.de | *Spiegel, *Spiegels, Der Spiegel, SPIEGEL, Шпигель, Шпігель
Süddeutsche Zeitung | sueddeutsche.de sz.de | Süddeutschen Zeitung, SZ @de
FAZ | faz.net | Frankfurter Allgemeine, Frankfurter Allgemeinen, F.A.Z.
Bild | bild.de | *Bild, *BILD, Bild-Zeitung, Bild am Sonntag, BamS
Welt | welt.de | *Welt, *Die Welt, Welt am Sonntag, *WELT
Die Zeit | zeit.de | *Zeit, Zeit Online, ZEIT ONLINE, *Die Zeit
Focus | focus.de | *Focus, Focus Online, FOCUS online
Stern | stern.de | *Stern, *stern
Handelsblatt | handelsblatt.com |
Wirtschaftswoche | wiwo.de | WirtschaftsWoche
Tagesspiegel | tagesspiegel.de |
taz | taz.de |
Tagesschau | tagesschau.de | ARD
ZDF | zdf.de zdfheute.de |
NDR | ndr.de |
WDR | wdr.de |
Bayerischer Rundfunk | br.de | BR @de, Bayerischen Rundfunk
Deutschlandfunk | deutschlandfunk.de |
Deutsche Welle | dw.com | DW, Немецкая волна, Німецька хвиля
RND | rnd.de | Redaktionsnetzwerk Deutschland
Funke | waz.de morgenpost.de | Funke Mediengruppe, Funke-Mediengruppe
n-tv | n-tv.de | ntv
RTL | rtl.de | *RTL
Rheinische Post | rp-online.de | Rheinischen Post
ORF | orf.at |
Der Standard | derstandard.at derstandard.de | *Standard
DiePresse.com | diepresse.com |
Kronen Zeitung | krone.at | Kronen-Zeitung
NZZ | nzz.ch | Neue Zürcher Zeitung, Neuen Zürcher Zeitung
Tages-Anzeiger | tagesanzeiger.ch |
Blick | blick.ch | *Blick
SRF | srf.ch |
Le Monde | lemonde.fr | *Monde, Монд
Le Figaro | lefigaro.fr | Figaro, Фигаро
Libération | liberation.fr | *Libération
Le Parisien | leparisien.fr | *Parisien
Les Echos | lesechos.fr | Les Échos
Mediapart | mediapart.fr |
L'Équipe | lequipe.fr | L'Equipe
Le Point | lepoint.fr | *Le Point
L'Express | lexpress.fr | *L'Express
Ouest-France | ouest-france.fr |
France Info | francetvinfo.fr franceinfo.fr | franceinfo, Franceinfo
France 24 | france24.com |
RFI | rfi.fr |
BFMTV | bfmtv.com | BFM TV, BFM
Le Soir | lesoir.be | *Le Soir
RTBF | rtbf.be |
Le Temps | letemps.ch | *Le Temps
El País | elpais.com | El Pais
El Mundo | elmundo.es | *El Mundo
ABC España | abc.es | Diario ABC
La Vanguardia | lavanguardia.com |
El Confidencial | elconfidencial.com |
elDiario.es | eldiario.es | eldiario.es
Cadena SER | cadenaser.com |
RTVE | rtve.es |
Marca | marca.com | *Marca
Clarín | clarin.com |
La Nación | lanacion.com.ar | *La Nación
Infobae | infobae.com |
El Universal | eluniversal.com.mx | *El Universal
Milenio | milenio.com | *Milenio
El Tiempo | eltiempo.com | *El Tiempo
El Mercurio | emol.com |
Folha de S.Paulo | folha.uol.com.br | Folha de S. Paulo, Folha
O Globo | oglobo.globo.com |
Corriere della Sera | corriere.it | Corriere
La Repubblica | repubblica.it | Repubblica
La Stampa | lastampa.it | *Stampa
Il Sole 24 Ore | ilsole24ore.com | Sole 24 Ore
Il Fatto Quotidiano | ilfattoquotidiano.it | Fatto Quotidiano
Il Messaggero | ilmessaggero.it | Messaggero
Gazzetta dello Sport | gazzetta.it | *Gazzetta
Rai | rai.it rainews.it | RaiNews, Rainews
Sky TG24 | tg24.sky.it | SkyTG24
Gazeta Wyborcza | wyborcza.pl | Gazety Wyborczej, Gazetę Wyborczą, Gazecie Wyborczej, Wyborcza
Rzeczpospolita | rp.pl | *Rzeczpospolita, *Rzeczpospolitej
Onet | onet.pl | Onetu, Onetowi
Wirtualna Polska | wp.pl | Wirtualnej Polski, Wirtualnej Polsce, Wirtualną Polskę
TVN24 | tvn24.pl | TVN 24
RMF FM | rmf24.pl |
Polsat News | polsatnews.pl |
TVP | tvp.info tvp.pl | TVP Info
Interia | interia.pl | Interii
Ukrainska Pravda | pravda.com.ua | УП, Українська правда, Української правди, Українській правді,
    Українську правду, Украинская правда, Украинской правды, Украинской правде, Украинскую
    правду, Ukrayinska Pravda
European Pravda | eurointegration.com.ua | Європейська правда, Європейської правди, Європейській
    правді, Европейская правда, Европейской правды
NV | nv.ua | НВ, *NV @uk ru
LIGA.net | liga.net | ЛІГА.net, ЛІГАБізнесІнформ
Suspilne | suspilne.media | Суспільне, Суспільному, Суспільного
Hromadske | hromadske.ua | Громадське, Громадському, Громадського
TSN | tsn.ua | ТСН
Babel | babel.ua | *Babel, *Бабель
Kommersant | kommersant.ru | Коммерсантъ, Коммерсант~, Комерсант~
Vedomosti | vedomosti.ru | *Ведомости, Ведомостям, Ведомостей, Ведомостями, Відомості
Izvestia | iz.ru | Известия, Известиям, Известий
RBC | rbc.ru | РБК
Lenta.ru | lenta.ru | Лента.ру, Лента.Ру, Ленте.ру
Gazeta.ru | gazeta.ru | Газета.Ru, Газете.Ru
Komsomolskaya Pravda | kp.ru | Комсомольская правда, Комсомольской правды, Комсомольской правде
Moskovsky Komsomolets | mk.ru | Московский комсомолец, Московскому комсомольцу
Rossiyskaya Gazeta | rg.ru | Российская газета, Российской газеты, Российской газете
Novaya Gazeta | novayagazeta.ru novayagazeta.eu | Новая газета, Новой газеты, Новой газете
The Insider | theins.ru theins.press | *The Insider
RT | rt.com russian.rt.com | Russia Today
Ekho Moskvy | echo.msk.ru | Эхо Москвы, Эху Москвы
Fontanka | fontanka.ru | Фонтанка, Фонтанке, Фонтанки, Фонтанку
Regnum | regnum.ru | ИА Регнум
NOS | nos.nl |
De Telegraaf | telegraaf.nl | Telegraaf
NRC | nrc.nl |
De Volkskrant | volkskrant.nl | Volkskrant
AD | ad.nl | AD @nl, Algemeen Dagblad
Trouw | trouw.nl | *Trouw
Het Parool | parool.nl | Parool
Het Financieele Dagblad | fd.nl | FD @nl, Financieele Dagblad
RTL Nieuws | rtlnieuws.nl |
NU.nl | nu.nl | nu.nl
De Standaard | standaard.be | *De Standaard
De Morgen | demorgen.be | *De Morgen
Het Laatste Nieuws | hln.be | HLN, *Het Laatste Nieuws
VRT | vrt.be | VRT NWS
Público | publico.pt | *Público
Expresso | expresso.pt | *Expresso
Observador | observador.pt | *Observador
RTP | rtp.pt |
SIC Notícias | sicnoticias.pt |
Correio da Manhã | cmjornal.pt |
Jornal de Notícias | jn.pt |
Estadão | estadao.com.br | O Estado de S. Paulo, Estado de S. Paulo
UOL | uol.com.br |
G1 | g1.globo.com |
Valor Econômico | valor.globo.com |
Bellingcat | bellingcat.com | Беллингкэт, Беллінгкет
OCCRP | occrp.org |
EUobserver | euobserver.com |
Euractiv | euractiv.com | EURACTIV
Euronews | euronews.com | Евроньюс, Євроньюз
"""
