"""The HTML door: pages by Jinja, parts by htmx. It asks verbs and queries and decides nothing itself."""

from flask import Blueprint, Flask

from app.queries.shelf import laws
from app.web.assets import asset
from app.web.folding import FILTERS
from app.web.guard import register_guard
from app.web.headers import register_headers
from app.web.navigation import navigation_values
from app.web.pages import register_errors
from app.web.session import register_session
from app.web.show.law import law_url
from app.web.show.roles import role_said
from app.web.words import register_words

SITE_NAME = "信用宁波"
web = Blueprint("web", __name__, static_folder="static", static_url_path="/assets", template_folder="templates")


def init_web(app: Flask, *, demo: bool = False) -> None:
    """Bind the pages to the application. The API is exempt from CSRF tokens: it takes bearer tokens alone."""
    app.config.setdefault("SESSION_COOKIE_HTTPONLY", True)
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=asset, demo=demo, site_name=SITE_NAME, law_url=law_address)
    app.context_processor(navigation_values)
    register_words(app)
    app.jinja_env.filters.update(FILTERS)
    app.add_template_filter(role_said, "role")
    register_headers(app)
    register_guard(app)
    register_session(app)
    register_errors(app)
    register_blueprints(app)


def law_address(name: str) -> str:
    """Where the words of 条例32 stand."""
    return law_url(laws(), name)


def register_blueprints(app: Flask) -> None:
    from app.web import account, admin, away, citizen, desk, evidence, factor, health, oidc, public, supervisor  # noqa: F401

    staff = (desk.blueprint, supervisor.blueprint, admin.blueprint)
    anybody = (health.blueprint, public.blueprint, evidence.blueprint, account.blueprint, factor.blueprint,
              oidc.blueprint)
    for blueprint in (web, *anybody, citizen.blueprint, *staff):
        app.register_blueprint(blueprint)
