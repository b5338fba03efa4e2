"""A page about a dataset: records and runs → aggregates → one HTML file that needs nothing else."""
