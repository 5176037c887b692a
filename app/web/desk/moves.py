"""Moves of a task or a case that are no answer to a form: claim, release, hand over, send back, take back, stop and
lengthen a clock, remark. Each that changes who decides asks for a reason; the verbs say what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.case_page import find_case
from app.queries.reading import reading
from app.queries.task_page import find_task, list_candidates
from app.services.claim_task import claim_task
from app.services.comment_case import comment_case
from app.services.execute import execute
from app.services.extend_deadline import extend_deadline
from app.services.pause_deadline import pause_deadline
from app.services.recall_task import recall_task
from app.services.release_task import release_task
from app.services.resume_deadline import resume_deadline
from app.services.return_task import return_task
from app.services.transfer_task import transfer_task
from app.web import words
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor

Choice = tuple[str, str, str]  # value, label, a line below it


@dataclass(frozen=True)
class Move:
    """A small form: what it is about, whom or where to, and why."""

    title: str
    about: str
    lead: str
    submit: str
    back: str
    reason: str
    pick: tuple[str, str, tuple[Choice, ...]] | None = None
    tick: tuple[str, str, str] | None = None


def ask(move: Move, errors: Mapping[str, list[str]] | None = None) -> Response:
    return page("desk/move.html", status=422 if errors else 200, move=move, errors=errors or {}, given=request.form,
                section="desk.inbox")


def attempt(move: Callable[[], Move], verb: Callable[..., Any], told: str, on: str, **args: Any) -> AnyResponse:
    """Do it and go on; where the reason or the choice will not do, the same form with its sentences."""
    try:
        execute(verb, actor=current_actor(), **args)
    except Invalid as refusal:
        return ask(move(), refusal.errors or {"": [refusal.message]})
    flash(told, "done")
    return redirect(on, 303)


def reason() -> str:
    return request.form.get("reason", "").strip()


def task_url(task_id: int) -> str:
    return url_for("desk.task", task_id=task_id)


def case_url(number: str) -> str:
    return url_for("desk.case", number=number)


@blueprint.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> AnyResponse:
    execute(claim_task, actor=current_actor(), task_id=task_id)
    flash("已签收，现在由您办理。", "done")
    return redirect(task_url(task_id), 303)


@blueprint.post("/claim")
def claim_here() -> AnyResponse:
    """From a row of the inbox: its button carries the task, and is the last of that name in the form."""
    chosen = request.form.getlist("task")[-1:]
    if not chosen or not chosen[0].isdecimal() or len(chosen[0]) > 9:  # no database counts further
        return redirect(url_for("desk.inbox"), 303)
    return claim(int(chosen[0]))


@blueprint.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> AnyResponse:
    execute(release_task, actor=current_actor(), task_id=task_id)
    flash("已退签，这项待办回到本组，写好的草稿还在。", "done")
    return redirect(url_for("desk.inbox"), 303)


def transfer_move(task_id: int) -> Move:
    with reading() as tables:
        found = find_task(tables, current_actor(), task_id)
        people = list_candidates(tables, current_actor(), task_id)
    choices = tuple((one.login, one.name, "") for one in people)
    lead = "同一岗位的人可以接手。写好的草稿跟着走。"
    return Move("转办", about(found.case, found.title), lead, "转办", task_url(task_id), "转办的理由",
                ("to", "转给谁", choices))


@blueprint.get("/tasks/<int:task_id>/transfer")
def transfer(task_id: int) -> Response:
    return ask(transfer_move(task_id))


@blueprint.post("/tasks/<int:task_id>/transfer")
def transferred(task_id: int) -> AnyResponse:
    return attempt(lambda: transfer_move(task_id), transfer_task, "已转办，接手的人会收到通知。", url_for("desk.inbox"),
                   task_id=task_id, to=request.form.get("to", ""), reason=reason())


def return_move(task_id: int) -> Move:
    with reading() as tables:
        found = find_task(tables, current_actor(), task_id)
    choices = tuple((one.node, one.title, "") for one in found.return_to)
    tick = ("straight_back", "改好以后直接回到这里", "不选的，退回以后按流程一步一步走过来。")
    lead = "退回到前面的一步，由原来办的人改。期限照常计算，不停止。"
    return Move("退回", about(found.case, found.title), lead, "退回", task_url(task_id), "退回的理由",
                ("to", "退回到哪一步", choices), tick)


@blueprint.get("/tasks/<int:task_id>/return")
def send_back(task_id: int) -> Response:
    return ask(return_move(task_id))


@blueprint.post("/tasks/<int:task_id>/return")
def sent_back(task_id: int) -> AnyResponse:
    told = "已退回，原来办的人会看到您写的理由。"
    return attempt(lambda: return_move(task_id), return_task, told, url_for("desk.inbox"), task_id=task_id,
                   to=request.form.get("to", ""), reason=reason(),
                   straight_back=bool(request.form.get("straight_back")))


def recall_move(task_id: int) -> Move:
    with reading() as tables:
        found = find_task(tables, current_actor(), task_id)
    lead = "下一步还没有人打开，可以把这一步撤回来修改；填过的内容都在。"
    return Move("撤回", about(found.case, found.title), lead, "撤回修改", task_url(task_id), "撤回的理由")


@blueprint.get("/tasks/<int:task_id>/recall")
def recall(task_id: int) -> Response:
    return ask(recall_move(task_id))


@blueprint.post("/tasks/<int:task_id>/recall")
def recalled(task_id: int) -> AnyResponse:
    return attempt(lambda: recall_move(task_id), recall_task, "已撤回，在“我的待办”里修改。", url_for("desk.inbox"),
                   task_id=task_id, reason=reason())


CLOCK_MOVES = {
    "pause": (pause_deadline, "中止计算期限", "中止", "中止的理由",
              "期限从今天起停止计算，恢复后接着数。法律不许中止的期限，系统不收。"),
    "resume": (resume_deadline, "恢复计算期限", "恢复", "恢复的理由",
               "期限从今天起接着计算，中止的日子不算在内。"),
    "extend": (extend_deadline, "延长期限", "延长", "延长的理由",
               "延长不超过法律规定的总长度，理由和新的最后一天会书面告诉申请人。"),
}


def clock_move(number: str, act: str) -> Move:
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
    _, title, submit, why, lead = CLOCK_MOVES[act]
    return Move(title, about(case.number, case.title), lead, submit, case_url(case.number), why)


@blueprint.get("/cases/<number>/<any(pause, resume, extend):act>")
def clock_asked(number: str, act: str) -> Response:
    return ask(clock_move(number, act))


@blueprint.post("/cases/<number>/<any(pause, resume, extend):act>")
def clock_moved(number: str, act: str) -> AnyResponse:
    verb, title, *_ = CLOCK_MOVES[act]
    return attempt(lambda: clock_move(number, act), verb, f"已{title}。", case_url(number), number=number,
                   reason=reason())


@blueprint.post("/cases/<number>/comments")
def remark(number: str) -> AnyResponse:
    execute(comment_case, actor=current_actor(), number=number, text=request.form.get("text", ""))
    flash("意见已发出，只有办理单位看得到。", "done")
    return redirect(came_from(number), 303)


def came_from(number: str) -> str:
    """Back to the task on whose page it was written, or to the case."""
    task_id = request.form.get("task", "")
    return task_url(int(task_id)) if task_id.isdecimal() and len(task_id) < 10 else case_url(number)


def about(number: str, title: str) -> str:
    return f"{words.case_number(number)} · {title}"
