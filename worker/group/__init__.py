"""Many outlets, one story: copies, anchors, likeness, and where an article belongs.

`fingerprint` keeps of an article what grouping needs, `copied` and `new_facts` say whether it only
repeats another, `assign` places it, and says why.
"""

from worker.group.assign import Join, Open, adds, assign, covers, headline
from worker.group.copies import Copy, copied, new_facts, with_news
from worker.group.fingerprint import fingerprint
from worker.group.opening import opening_names

__all__ = [
    "Copy",
    "Join",
    "Open",
    "adds",
    "assign",
    "copied",
    "covers",
    "fingerprint",
    "headline",
    "new_facts",
    "opening_names",
    "with_news",
]
