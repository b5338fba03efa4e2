"""Reads a page by the frame of its site: where its content stands, as learned from other pages of the site."""
