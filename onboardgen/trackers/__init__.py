"""Overdue work as issues: what should be open, what is, and the way from one to the other."""
