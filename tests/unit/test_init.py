"""What `import newsscrape` costs: next to nothing, since names are loaded when they are first used."""

import subprocess
import sys

import newsscrape


def test_importing_loads_no_library() -> None:
    code = "import sys; import newsscrape; print(sorted({'scrapy', 'numpy', 'lxml', 'dateparser'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    assert {name for name in newsscrape.__all__ if getattr(newsscrape, name) is None} == set()
    assert not hasattr(newsscrape, "nothing_of_the_kind")
