"""Asks publishers for news, politely.

`visit` says what to ask and what the answer means, `cadence` when to ask again, `politeness`
who counts as one host: pure functions. `fetch` goes out over HTTP, `sandbox` runs the parser
where it can be killed. The pipeline puts them in order:

    ask_for -> Fetcher -> (same body hash? nothing to parse) -> Sandbox -> judge -> next_due
"""
