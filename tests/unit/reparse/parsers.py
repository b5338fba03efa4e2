"""What processes do with pages in tests: their content says it."""

import os
import signal
import time

from newsscrape.page import Page
from newsscrape.reparse.parsing import Parsed


def obey(page: Page) -> Parsed:
    """Parses a page that says `stuck`, `killed` or `gone` by doing so; of others the reason is what they say."""
    said = page.content.decode() if isinstance(page.content, bytes) else page.content
    match said:
        case "stuck":
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGALRM})
            time.sleep(600)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "gone":
            os._exit(7)
        case "endless":
            print("endless", flush=True)
            while True:
                pass
        case "masked":
            said = str(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        case "late":
            time.sleep(0.3)
    return Parsed(page.path, page.record, page.offset, reason=said)


def whoever(page: Page) -> Parsed:
    """The process that parses, as the reason."""
    return Parsed(page.path, page.record, page.offset, reason=str(os.getpid()))


def int_or_gone(said: str) -> int:
    """A number; at what is none, the process ends."""
    return int(said) if said.isdigit() else os._exit(7)


def never(page: Page) -> Parsed:
    raise AssertionError(page)


class Unstartable:
    """A parse function that no process can take over."""

    def __call__(self, page: Page) -> Parsed:
        raise AssertionError(page)

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (5,)
