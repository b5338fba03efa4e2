"""The version, in a room that everything may import."""

VERSION = "0.1.0"
