"""Bytes to articles: every feed format, every charset, every date, cleaned at the border.

Why one doorway? Feeds are hostile and malformed in ways only real ones teach; `feed.read` is the
single function the rest of the program calls, in a process that can be killed. Behind it the
journey is charset -> format reader (feedparser, JSON Feed, news sitemap) -> `RawFeed` -> cleaned
`ParsedFeed`.
"""
