"""The process that builds an index: `python -m worker.lexicon nb /path/of/the/index`.

Without a path the index goes to stdout, for a machine that cannot keep it.
"""

import sys
from pathlib import Path

from worker.lexicon.build import build, whole
from worker.lexicon.building import NOT_WRITTEN

try:
    if sys.argv[2:]:
        build(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.stdout.buffer.write(whole(sys.argv[1], quiet=True))
except OSError as error:
    sys.stderr.write(str(error))
    sys.exit(NOT_WRITTEN)
except MemoryError:
    sys.exit("too little memory")
