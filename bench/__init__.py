"""How quick and how large: ratios measured in one run, never absolute promises."""
