"""Where the `wirebell` command and `python -m worker` begin."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from worker.cli.invoke import invoke  # noqa: PLC0415 - Ctrl-C while importing is quiet too

        code = invoke(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
