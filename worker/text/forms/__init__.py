"""What a word of a rule may look like in print: forms made once, when a rule is compiled.

Compiling asks for `Forms` alone. Why forms, and not lemmas of the text? A rule is written once and
read against every article, so whatever can be known beforehand costs nothing later. `Inflected` is
the recipe; the lexicons it asks are opened by the room `lexicon`, since they lie in files.
"""

from worker.text.forms.exact import EXACT
from worker.text.forms.lexicon import Lexicon, Morphology, Parse
from worker.text.forms.promise import AsWritten, Expansion, Form, Forms
from worker.text.forms.recipe import Inflected
from worker.text.forms.words import is_acronym

__all__ = [
    "EXACT",
    "AsWritten",
    "Expansion",
    "Form",
    "Forms",
    "Inflected",
    "Lexicon",
    "Morphology",
    "Parse",
    "is_acronym",
]
