"""The documented files, as people write them."""

from __future__ import annotations

SAMPLE = """\
# yaml-language-server: $schema=schema/wirebell.schema.json
version: 1
database: sqlite:///data/wirebell.db      # or postgresql://...
timezone: Europe/Oslo                     # for quiet hours and display; storage is UTC
http:
  user_agent: "wirebell/0.1 (+mailto:desk@example.org)"
  timeout: 20s                            # the whole exchange
  max_body: 15MB                          # after inflating
  concurrency: 100
  per_host: {concurrency: 1, gap: 1s}
  proxy: null
  allow_private: []
web: {listen: 127.0.0.1:8787, token: {file: secrets/web_token}, public_url: null}
rules: rules/*.yaml
retention: {articles: 90d, alerts: 2y}
defaults: {every: adaptive, notify: [console], first_poll: quiet, language: en}
feeds:
  - https://feeds.bbci.co.uk/news/world/rss.xml
  - {url: https://www.nrk.no/toppsaker.rss, name: NRK, tags: [norway], every: 5m, language: no, fulltext: true, headers: {Authorization: {env: NRK_AUTH}}}
  - {opml: feeds.opml, tags: [imported]}
channels:
  console: {type: console}
  desk:    {type: webhook, url: {env: DESK_URL}, secrets: [{file: secrets/desk}], retry_for: 72h}
watch:
  feed_silent: {after: 3x, notify: [desk]}
  feed_failing: {after: 6h, notify: [desk]}
  channel_failing: {after: 15m, notify: [console]}
"""  # noqa: E501 - as people write it
SAMPLE_RULES = """\
version: 1
entities:
  zelensky: {names: [Zelenskyy, Zelensky, Зеленський], not: ["Zelensky Street"]}
  russia:   {names: [Russia, Russland, Россия, Moscow]}
rules:
  - id: long-range-strikes                # stable
    title: Long-range strikes on Russia
    severity: high                        # info | low | medium | high | critical
    labels: {desk: ukraine}
    match:                                # one query per language
      en: '("long-range strikes" OR strike NEAR/6 deep) AND @russia'
      nb: '"langtrekkende våpen" OR langtrekkende NEAR/3 (angrep* OR missil*)'
    unless: 'title:(football OR fotball)'
    where: {languages: [en, no], feeds: [NRK], max_age: 48h}
    notify: [desk]
    owner: ukraine-desk
    expires: 2027-06-30
    tests:
      - {lang: en, text: "Trump backed long-range strikes on Moscow", match: true, spans: ["long-range strikes", "Moscow"]}
      - {lang: en, title: "Long-range weather forecast: rail strike", match: false}
      - {file: fixtures/moskva.txt, lang: no, match: true}
"""  # noqa: E501 - as people write it
OPML = """<opml version="2.0"><body><outline text="Papers">
<outline type="rss" text="The Paper" xmlUrl="https://paper.example/rss"/>
<outline type="rss" text="NRK again" xmlUrl="https://www.nrk.no/toppsaker.rss"/>
</outline></body></opml>"""
ENV = {"NRK_AUTH": "Bearer tiger7", "DESK_URL": "https://desk.example/hook/tiger7"}
