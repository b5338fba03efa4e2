"""What a crawl owes a server: when it may be asked, and when it has said no."""
