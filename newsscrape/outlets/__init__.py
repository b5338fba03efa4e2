"""The outlets: one declaration each, found by name, host or landmarks."""
