"""What the pages of one site have in common: where its content stands, as selectors, and what repeats on them."""
