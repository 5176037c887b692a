"""Law and registers as pages read them; the verbs read the same (services/shelf.py)."""

from app.services.shelf import article, laws, registers

__all__ = ["article", "laws", "registers"]
