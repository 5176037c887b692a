"""The casework application; create_app() is the only place where its parts meet."""

from __future__ import annotations

from flask import Flask

from app.logs import configure_logs
from config import Settings, read_settings

UPLOAD_LIMIT = 21 * 1024 * 1024  # a file of 20 MB and the form around it
FORM_PARTS, FORM_TEXT = 10_000, 4 * 1024 * 1024  # a list of 200 items, each with its fields, posted as one page


def create_app(settings: Settings | None = None) -> Flask:
    """An application bound to its database, with all doors but the clock (which `web run` and `clock run` start)."""
    configure_logs()
    settings = settings or read_settings()
    app = Flask("app", instance_path=str(settings.instance_path), static_folder=None)
    _configure(app, settings)
    _bind(app, settings)
    _open_doors(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    from app.models.base import engine_options

    settings.instance_path.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_PARTS=FORM_PARTS,
        MAX_FORM_MEMORY_SIZE=FORM_TEXT,
        SESSION_COOKIE_NAME="casework",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https"),
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def _bind(app: Flask, settings: Settings) -> None:
    from app import models  # noqa: F401  (the tables must be known to the migrations)
    from app.engine import Engine, Seal
    from app.evidence.checkpoints import Folder, Signer
    from app.extensions import csrf, db, migrate
    from app.files import Store
    from app.secrecy import Keyring, key_id
    from app.services.house import House

    db.init_app(app)
    migrate.init_app(app, db, directory=str(settings.migrations_path))
    csrf.init_app(app)
    app.extensions["keyring"] = Keyring(settings.field_keys)
    seal = Seal({key_id(key): key.encode() for key in settings.seal_keys}, current=key_id(settings.seal_keys[0]))
    app.extensions["house"] = House(
        settings,
        Engine(seal),
        Store(settings.instance_path / "files"),
        Signer(settings.checkpoint_key),
        Folder(settings.instance_path / "checkpoints"),
    )
    if settings.many:
        from app.jobs import queue, queue_tables  # noqa: F401  (made with our tables)

        app.extensions["house"].wake = queue.wake


def _open_doors(app: Flask, settings: Settings) -> None:
    from app import api, commands, web

    web.init_web(app, demo=settings.demo)
    api.init_api(app)
    commands.init_commands(app)
