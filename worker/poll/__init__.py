"""Asks publishers for news, politely.

`visit` says what to ask and what the answer means, `page` the same for the page behind an article,
`cadence` when to ask again, `moving` where, `politeness` who counts as one host, `outage` whether
it is our own network that fails, `silence` how long a feed has said nothing by its habits: none of
them asks anybody. `fetch` goes out over HTTP, `sandbox` runs the parser where it can be killed, in
a `child` born from the `nursery`; `robots` is read there too. The pipeline puts them in order:

    ask_for -> Fetcher -> (same body hash? nothing to parse) -> Sandbox -> judge -> next_due, moved
"""
