"""Public pages of what the host publishes of itself."""
