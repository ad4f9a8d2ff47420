"""Telling people once: what is asked of each, by mail, chat or file."""
