"""Extensions: the account that a crawl gives of itself."""
