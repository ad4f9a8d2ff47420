"""Who an issue is assigned to, and which labels it wears."""
