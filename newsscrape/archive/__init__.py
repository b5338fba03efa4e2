"""Saved pages: files in, pages out."""
