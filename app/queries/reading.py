"""The session a door reads with. What is written goes through services/execute.py, which has its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.orm import Session

from app.errors import Busy
from app.extensions import db


@contextmanager
def reading() -> Iterator[Session]:
    """A look at the tables; the read transaction ends with the block, so that no row is held or looked at stale.

    Raises Busy where the database cannot be reached.
    """
    session = db.session()
    try:
        yield session
    except (OperationalError, TimeoutError) as error:
        raise Busy() from error
    finally:
        session.rollback()
