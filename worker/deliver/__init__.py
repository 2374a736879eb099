"""Carries alerts out, at least once: what is sent, how it is signed, when it is tried again.

`retry`, `payload` and `sign` are pure; `send` (webhooks) and `console` are the doors.
"""
