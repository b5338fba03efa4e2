"""The page's Content-Security-Policy: it may run its own script and use its own style, and nothing else."""

from base64 import b64encode
from hashlib import sha256


def source_of(text: str) -> str:
    """How a policy names an inline script or style: by the hash of its text, exactly as it stands in the page."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(script: str, styles: list[str]) -> str:
    """The policy of a page with one script and some styles, those of frames within it included.

    Pictures may come from `data:` alone; there is no connection, no form, no base, no other frame.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {source_of(script)}",
            f"style-src {' '.join(map(source_of, styles))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
