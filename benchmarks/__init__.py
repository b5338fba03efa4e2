"""newsscrape beside its peers: how right, and how fast, over a folder of pages with expected values."""
