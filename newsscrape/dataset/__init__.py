"""The dataset: the schema of its records, and the files they are appended to."""
