"""One reader a source of truth: a page in, candidates for the item's fields out. No reader names an outlet."""
