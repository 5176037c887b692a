"""The JSON door."""

from flask import Flask


def init_api(app: Flask) -> None:
    """Bind the API to the application."""
