"""Records as a dataset has them."""

from typing import Any


def record(number: int = 0, **values: Any) -> dict[str, Any]:
    """A record of an outlet, of which some values are given."""
    return {
        "id": f"north.example:{number}",
        "outlet": "north.example",
        "title": f"Title {number}",
        "body": "One.\n\nTwo.",
        "authors": ["Ada Berg"],
        "language": "en",
        "date_published": "2026-03-01T09:30:00+01:00",
        "fetched_at": "2026-03-02T06:00:30Z",
        "source": {"sha256": f"{number:064x}"},
        **values,
    }
