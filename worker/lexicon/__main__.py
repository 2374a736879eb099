"""The process that builds an index: `python -m worker.lexicon nb /path/of/the/index`."""

import sys
from pathlib import Path

from worker.lexicon.build import build

try:
    build(sys.argv[1], Path(sys.argv[2]))
except (OSError, MemoryError) as error:
    sys.exit(str(error) or type(error).__name__)
