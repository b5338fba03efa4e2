"""Reads the body of any outlet's article from the page's tree: which text blocks belong to it is learned.

`features` tells what is known of each block, `trees` scores it, `context` lets a second look see the first one's scores
around, `reader` chooses. `training/` beside the package makes the model. See docs/extraction.md.
"""
