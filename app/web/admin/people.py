"""People and posts: add, give and take posts, hand over a leaver's work, disable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotAllowed
from app.queries.people import list_organisations
from app.queries.reading import reading
from app.queries.staff import find_staff, list_staff
from app.services.add_person import add_person, check_password
from app.services.disable_person import disable_person
from app.services.end_post import end_post
from app.services.execute import execute
from app.services.give_post import give_post
from app.services.hand_over_tasks import HandedOver, hand_over_tasks
from app.services.reset_second_factor import reset_second_factor
from app.web.admin import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.roles import ROLES, role_said

OFFERED = {role: name for role, name in ROLES.items() if role not in ("citizen", "enterprise_agent", "subject")}
Errors = dict[str, list[str]]


@blueprint.get("/people")
def people() -> Response:
    wanted = request.args.get("q", "").strip()
    with reading() as tables:
        found = list_staff(tables, current_actor())
    shown = [(one, held) for one, held in found if wanted in f"{one.login}{one.name}{places(one.posts)}"]
    return page("admin/people.html", people=shown, q=wanted, role=role_said, section="admin.home")


def places(posts: Any) -> str:
    return "".join(f"{role_said(post.role)}{post.organisation or ''}" for post in posts)


@blueprint.get("/people/new")
def new_person() -> Response:
    return new_page()


@blueprint.post("/people/new")
def person_added() -> AnyResponse:
    """The password is hashed before the transaction: it takes time on purpose."""
    form = request.form
    try:
        hashed = check_password(form.get("password", ""))
        execute(add_person, actor=current_actor(), login=form.get("login", ""), name=form.get("name", ""), posts=(),
                password_hash=hashed)
    except Invalid as refusal:
        return new_page(refusal.errors)
    flash(f"已添加{form['name'].strip()}。请当面把密码交给本人，请安全管理员给岗位。", "done")
    return redirect(url_for("admin.person", login=form["login"]), 303)


def new_page(errors: Errors | None = None) -> Response:
    if "admin" not in current_actor().roles:
        raise NotAllowed("人员由系统管理员添加。")
    return page("admin/new_person.html", status=422 if errors else 200, given=request.form, errors=errors or {},
                section="admin.home")


@blueprint.get("/people/<login>")
def person(login: str) -> Response:
    return person_page(login)


def person_page(login: str, errors: Errors | None = None) -> Response:
    with reading() as tables:
        found, organs = find_staff(tables, current_actor(), login), list_organisations(tables)
    return page("admin/person.html", status=422 if errors else 200, one=found, organs=organs, roles=OFFERED,
                role=role_said, given=request.form, errors=errors or {}, section="admin.home")


def attempt(back: str, told: Callable[[Any], str], verb: Callable[..., Any], **args: Any) -> AnyResponse:
    try:
        done = execute(verb, actor=current_actor(), **args)
    except Invalid as refusal:
        return person_page(back, refusal.errors)
    flash(told(done), "done")
    return redirect(url_for("admin.person", login=back), 303)


@blueprint.post("/people/<login>/posts")
def post_given(login: str) -> AnyResponse:
    return attempt(login, lambda _: "已给这个岗位。", give_post, login=login, role=request.form.get("role", ""),
                   organisation=request.form.get("organisation") or None)


@blueprint.post("/people/<login>/posts/<int:post_id>/end")
def post_ended(login: str, post_id: int) -> AnyResponse:
    return attempt(login, lambda freed: f"已免去这个岗位，{freed} 件待办回到本组。", end_post, post_id=post_id)


@blueprint.post("/people/<login>/hand-over")
def handed_over(login: str) -> AnyResponse:
    return attempt(login, moved_said, hand_over_tasks, login=login, to=request.form.get("to", ""),
                   reason=request.form.get("reason", ""))


def moved_said(done: HandedOver) -> str:
    return f"已交接 {done.moved} 件待办" + (f"，{done.left} 件对方没有岗位，没有动。" if done.left else "。")


@blueprint.post("/people/<login>/factor")
def factor_reset(login: str) -> AnyResponse:
    return attempt(login, lambda _: "已重置。下次登录只要密码，登录后请本人重新设置第二道验证。", reset_second_factor,
                   login=login, reason=request.form.get("reason", ""))


@blueprint.post("/people/<login>/disable")
def disabled(login: str) -> AnyResponse:
    return attempt(login, lambda freed: f"已停用，不能再登录；{freed} 件待办回到各组。", disable_person, login=login)
