"""What is known of each URL."""
