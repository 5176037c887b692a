"""Keeps the house over bad days: a backup that needs no vendor's tool, and its way back into an empty house."""
