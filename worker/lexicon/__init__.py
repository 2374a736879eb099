"""The words of the languages a rule is written in, opened for whoever compiles rules.

- Where from? simplemma's dictionaries (some fifty languages), and pymorphy3's for Russian and
  Ukrainian, the latter an extra for its licence.
- Why an index? A dictionary takes seconds and up to a gigabyte to load; turned once into a trie it
  is some megabytes on disk, mapped into memory in a millisecond, and answers in microseconds.
- Why not shipped? The dictionaries carry several licences; what is built on your machine is yours.
"""

from worker.lexicon.building import Progress
from worker.lexicon.opening import CURES, Opened, open_forms
from worker.lexicon.places import folders
from worker.lexicon.telling import on_stderr

__all__ = ["CURES", "Opened", "Progress", "folders", "on_stderr", "open_forms"]
