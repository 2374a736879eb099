"""Carries alerts out, at least once: what is sent, how it is signed, when it is tried again.

An alert is stored once, as the webhook's JSON; what a service is sent is made of it with each
try (`message` reads it, `template` where the operator has words of his own, and one module of
`kinds` or `letter` puts it). These, `request`, `payload`, `sign` and `retry` are pure; the doors
are `send` (HTTP), `mail` (SMTP), `command`, `anything` (Apprise) and `console`.
"""
