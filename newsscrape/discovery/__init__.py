"""What a page leads to: content in, URLs out. No requests."""
