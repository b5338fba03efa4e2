"""The outlets: one declarative file each, found by name, host or landmarks."""
