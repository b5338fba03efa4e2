"""The spiders: one class an outlet, made from its declaration."""
