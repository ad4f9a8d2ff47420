"""A tracker to test with: GitHub's and GitLab's issues over real HTTP, with a memory and faults."""
