"""What the public said to a case's draft, for the organ that made it: shown to everybody only as a person decides."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.queries.case_comments import case_comments
from app.queries.reading import reading
from app.services.execute import execute
from app.services.release_comment import release_comment
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor


@blueprint.get("/cases/<number>/public-comments", endpoint="case_comments")
def comments(number: str) -> Response:
    with reading() as tables:
        found = case_comments(tables, current_actor(), number, cursor=request.args.get("page"))
    following = url_for("desk.case_comments", number=number, page=found.next) if found.next else None
    return page("desk/comments.html", number=number, comments=found.items, total=found.total.count, next=following,
                section="desk.cases")


@blueprint.post("/cases/<number>/public-comments/<receipt>", endpoint="case_comment_release")
def release(number: str, receipt: str) -> AnyResponse:
    shown = request.form.get("shown") == "yes"
    execute(release_comment, actor=current_actor(), receipt=receipt, shown=shown,
            reason=request.form.get("reason", ""))
    flash("这条意见已经公开，姓名遮盖。" if shown else "这条意见不公开，理由已经记下。")
    return redirect(url_for("desk.case_comments", number=number), 303)
