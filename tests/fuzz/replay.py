"""python -m tests.fuzz.replay HARNESS FILE: an input that fuzzing has found, once more, to see what is broken by it."""

import sys
from pathlib import Path

from tests.fuzz.harnesses import HARNESSES


def main(arguments: list[str]) -> int:
    """Gives the file to the harness, which raises where a promise is broken."""
    if len(arguments) != 2 or arguments[0] not in HARNESSES:
        sys.stderr.write(f"{__doc__}\nHARNESS is one of {', '.join(HARNESSES)}\n")
        return 2
    harness, path = arguments
    HARNESSES[harness](Path(path).read_bytes())
    sys.stdout.write(f"{path}: {harness} holds\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
