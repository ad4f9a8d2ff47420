"""Who changed what and when: commits and contents in, events out. Pure."""
