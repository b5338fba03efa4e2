"""A made-up mirror of Islam Times, page by page, for tests that need a server to behave in a certain way."""

from fixtures.serve import Answer

ARTICLE = """<html lang="en"><head><title>{title}</title></head><body>
<nav><a href="/">Home</a></nav>
<div>Sunday 30 April 2023 - 21:33</div><h1>{title}</h1><div>Story Code : {code}</div><h2>{title}</h2>
<p>The first paragraph of {code}.</p><p>The second paragraph.</p>
<div>Comment</div>
<h3>Featured Stories</h3><ul><li><a href="/en/news/9/nine">Nine</a> <span>29 April 2023</span></li></ul>
</body></html>"""


def article(code: int, title: str | None = None) -> Answer:
    return Answer(ARTICLE.format(code=code, title=title or f"Story number {code}").encode())


def links(*urls: str) -> Answer:
    return Answer("<html><body>{}</body></html>".format("".join(f'<a href="{u}">x</a>' for u in urls)).encode())


class Mirror:
    """Answers from a table of paths; 404 for the others, robots.txt included."""

    def __init__(self, pages: dict[str, Answer]) -> None:
        self.pages = pages

    def __call__(self, path: str) -> Answer:
        return self.pages.get(path, Answer(b"not here", 404))
