"""python -m tests.fuzz.guided [HARNESS …] [--seconds 60]: fuzzing that is led by what of newsscrape an input reaches.

atheris (libFuzzer) instruments the package and grows a corpus in `.fuzz/HARNESS/`, from the seeds of `seeds.py`; it is
kept for the next time. An input that breaks a promise is written to `.fuzz/`, and how to replay it is said. Each
harness runs in a process of its own. Exit code 1 when any input breaks a promise.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import seeds, words

_CORPUS = Path(".fuzz")
# The keys of `HARNESSES`, which must not be imported before the package is instrumented.
NAMES = "page text dump warc response feed sitemap robots json outlet selectors".split()
_LONGEST_INPUT_S = 60  # of the clock: a hang; the harnesses themselves allow less of the processor's time
_MOST_MB = 1024  # resident, as a page may take
_LONGEST_BYTES = 100_000  # of an input


def fuzz(harness: str, seconds: int) -> None:
    """Fuzzes a harness in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["newsscrape", "feedparser", "protego"]):
        from tests.fuzz.harnesses import HARNESSES

    corpus = _CORPUS / harness
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(harness):
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    dictionary = _CORPUS / f"{harness}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in words(harness) if word)
    dictionary.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")
    options = {
        "max_total_time": seconds,
        "timeout": _LONGEST_INPUT_S,
        "report_slow_units": _LONGEST_INPUT_S,
        "rss_limit_mb": _MOST_MB,
        "max_len": _LONGEST_BYTES,
        "len_control": 0,
        "dict": dictionary,
        "artifact_prefix": f"{_CORPUS}/{harness}-",
        "print_final_stats": 1,
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(corpus)], HARNESSES[harness]
    )
    atheris.Fuzz()


def fuzz_apart(harness: str, seconds: int) -> bool:
    """Fuzzes a harness in a process of its own; whether its promises held. What it found is told."""
    _CORPUS.mkdir(exist_ok=True)
    before = set(_CORPUS.glob(f"{harness}-*"))
    log = _CORPUS / f"{harness}.log"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "tests.fuzz.guided", harness, "--seconds", str(seconds), "--here"]
        code = subprocess.run(command, stdout=file, stderr=file, check=False).returncode
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    executed = next((line.split()[-1] for line in lines if line.startswith("stat::number_of_executed_units")), "?")
    peak = next((line.split()[-1] for line in lines if line.startswith("stat::peak_rss_mb")), "?")
    sys.stdout.write(
        f"{harness:<10} {executed:>10} inputs, {peak} MB: {'holds' if code == 0 else f'exit code {code}'}\n"
    )
    for path in sorted(set(_CORPUS.glob(f"{harness}-*")) - before):
        sys.stdout.write(f"  broken by {path}; see {log}, or: python -m tests.fuzz.replay {harness} {path}\n")
    if code and not any(line.startswith(" === Uncaught") or "ERROR: " in line for line in lines):
        sys.stdout.write("\n".join(f"  {line}" for line in lines[-5:]) + "\n")
    sys.stdout.flush()
    return code == 0


def main(arguments: list[str] | None = None) -> int:
    """Fuzzes the harnesses that are named, all by default, one after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description="Coverage-guided fuzzing")
    parser.add_argument("harnesses", nargs="*", metavar="HARNESS", help=f"of {', '.join(NAMES)}; all by default")
    parser.add_argument("--seconds", type=int, default=60, help="for each")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if unknown := set(options.harnesses) - set(NAMES):
        parser.error(f"no harness is named {', '.join(sorted(unknown))}")
    if options.here:
        fuzz(options.harnesses[0], options.seconds)
    held = [fuzz_apart(harness, options.seconds) for harness in options.harnesses or NAMES]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
