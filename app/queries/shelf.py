"""Law and registers as pages read them; the verbs read the same (services/shelf.py)."""

from app.services.shelf import article, law_named, laws, registers

__all__ = ["article", "law_named", "laws", "registers"]
