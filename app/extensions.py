"""The Flask extensions, made once and bound to an application in create_app(). No behaviour lives here."""

from typing import Any

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Engine

from app.models.base import Base


class OneDatabase(Session):
    """All tables are in one database: which, is settled once a session and not for each statement."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self._engine = db.engine

    def get_bind(self, *_asked: Any, **_for: Any) -> Engine:
        return self._engine


OPTIONS = {"class_": OneDatabase, "expire_on_commit": False, "autoflush": False}
db = SQLAlchemy(model_class=Base, session_options=OPTIONS)
migrate = Migrate(render_as_batch=True, compare_type=True)
login = LoginManager()
csrf = CSRFProtect()
