"""Answers that readers send from a portal: opened, proved, and turned into changes of files."""
