"""What issues and comments say."""
