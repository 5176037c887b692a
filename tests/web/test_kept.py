"""What the pages of a closed case say of how long it is kept, and of one whose contents were erased."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.clock import frozen
from app.domain.moments import at
from app.jobs.erasing import erase_what_is_over
from app.queries.documents import GONE
from tests.services.test_documents import letters_of
from tests.support.walk import case_of, tell
from tests.web.visiting import FACTS, Visitor, filed


def visiting(app: Flask, login: str) -> Visitor:
    found = Visitor(app)
    assert found.sign_in(login).status_code == 303
    return found


def test_a_closed_case_says_until_when_it_is_kept_and_an_erased_one_that_it_is_gone(company: Visitor,
                                                                                    app: Flask) -> None:
    number, code = filed(company)
    company.get(f"/mine/{number}/receipt")
    tell(number, "withdraw", "company")
    assert "内容保存到2036年11月16日" in company.get(f"/mine/{number}").text
    letter = letters_of(number)[0].key
    kept = case_of(number).kept_until
    assert kept is not None
    later = at(kept + timedelta(days=1), 9)
    with frozen(later):
        assert erase_what_is_over(later).erased == 1
        owner, clerk = visiting(app, "company"), visiting(app, "clerk")
        mine = owner.get(f"/mine/{number}")
        assert mine.status_code == 200 and "保存期满" in mine.text and "2036年11月17日" in mine.text
        assert FACTS not in mine.text
        assert "申请回执（可验真）" not in mine.text
        gone = owner.get(f"/mine/{number}/letters/{letter}.pdf")
        assert gone.status_code == 404 and GONE in gone.text
        desk = clerk.get(f"/desk/cases/{number}")
        assert desk.status_code == 200 and "保存期满" in desk.text and FACTS not in desk.text
        assert "填过的内容" not in desk.text and "写一句" not in desk.text
        assert clerk.get(f"/desk/cases/{number}/trail").status_code == 200
        assert clerk.get(f"/desk/cases/{number}/documents").status_code == 200
        assert clerk.get(f"/desk/cases/{number}/dossier.pdf").status_code in (404, 409)
        status = owner.post("/status", {"number": number, "code": code})
        assert "内容已于2036年11月17日删除" in status.text
        assert owner.get("/mine").status_code == 200
        assert FACTS not in owner.post("/account/data", {"form": "json"}).text
        assert clerk.get("/desk/cases").status_code == 200


def test_a_hold_is_put_on_and_lifted_at_the_desk(company: Visitor, app: Flask) -> None:
    number, _ = filed(company)
    tell(number, "withdraw", "company")
    clerk = visiting(app, "clerk")
    assert "暂缓删除" in clerk.get(f"/desk/cases/{number}").text

    assert clerk.post(f"/desk/cases/{number}/hold", {"reason": ""}).status_code == 422
    assert clerk.post(f"/desk/cases/{number}/hold", {"reason": "甬政复〔2026〕9号复议在审"}).status_code == 303
    assert "甬政复〔2026〕9号复议在审" in clerk.get(f"/desk/cases/{number}").text
    assert "甬政复〔2026〕9号复议在审" not in company.get(f"/mine/{number}").text
    assert clerk.post(f"/desk/cases/{number}/lift-hold", {"reason": "复议维持"}).status_code == 303
    assert case_of(number).held is None
