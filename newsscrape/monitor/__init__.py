"""What a run's records look like, and what is unlike the runs before it."""
