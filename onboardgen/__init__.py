"""Onboarding plans as plain text that checks itself, and one sealed portal per customer."""

__version__ = "0.1.0"
