"""Reads words and walks: texts.yaml, the letters' files as app/letters wants them, scenarios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, cast

from app.procedures.files import Files, below
from app.procedures.model import Letter, Notice, Texts
from app.procedures.scenario_model import Opening, Scenario, ScenarioStep, Unit
from app.procedures.sheet import Faults, Sheet, load, open_sheet

LETTER_WORDS = ("sentences", "remedies", "words", "letterhead")
_PASS = re.compile(r"(\d{1,4}) (workdays|days|months|years)")


def texts(faults: Faults, files: Files, slug: str) -> Texts:
    """The procedure's words over those common to all."""
    common = _texts(faults, "bpmn/_shared/texts.yaml", files)
    own = _texts(faults, f"bpmn/{slug}/texts.yaml", files)
    return Texts(
        stages={**common.stages, **own.stages},
        next={**common.next, **own.next},
        notices={**common.notices, **own.notices},
        refusals={**common.refusals, **own.refusals},
        outcomes={**common.outcomes, **own.outcomes},
        home=own.home,
    )


def _texts(faults: Faults, file: str, files: Files) -> Texts:
    if file not in files:
        return Texts()
    sheet = open_sheet(faults, file, files[file])
    notices = sheet.sheets("notices").items()
    return Texts(
        stages=sheet.strings("stages", {}),
        next=sheet.strings("next", {}),
        notices={name: Notice(notice.text("title"), notice.text("body")) for name, notice in notices},
        refusals=sheet.strings("refusals", {}),
        outcomes=sheet.strings("outcomes", {}),
        home=sheet.strings("home", {}),
    )


def letters(faults: Faults, files: Files, folder: str) -> dict[str, Letter]:
    """By id. All keys of a letter are app/letters' to judge; here are only those that procedures need."""
    found = {}
    for name, content in below(files, f"{folder}/documents", ".yaml").items():
        sheet = open_sheet(faults, f"{folder}/documents/{name}.yaml", content)
        if not sheet.missing:
            found[name] = _letter(sheet, name)
        sheet.take_all()
    return found


def _letter(sheet: Sheet, name: str) -> Letter:
    if sheet.text("id", name) != name:
        sheet.fault("id", f"应当与文件名一致，写成“{name}”。")
    must_state = sheet.words("must_state", ())
    return Letter(name, sheet.text("title"), sheet.text("organ"), must_state, sheet.whole())


def letter_words(faults: Faults, files: Files) -> dict[str, Mapping[str, object]]:
    """What app/letters calls shared: sentences, remedies, words, letterhead."""
    found: dict[str, Mapping[str, object]] = {}
    for name in LETTER_WORDS:
        file = f"bpmn/_shared/{name}.yaml"
        value = load(faults, file, files[file]) if file in files else {}
        found[name] = {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}
    return found


def scenarios(faults: Faults, files: Files, slug: str) -> dict[str, Scenario]:
    folder = f"bpmn/{slug}/scenarios"
    found = below(files, folder, ".yaml").items()
    return {name: _scenario(open_sheet(faults, f"{folder}/{name}.yaml", content), name) for name, content in found}


def _scenario(sheet: Sheet, name: str) -> Scenario:
    return Scenario(
        name=name,
        title=sheet.text("title"),
        opens=_opening(sheet),
        steps=tuple(_step(row) for row in sheet.rows("steps")),
        ends=sheet.text("ends"),
        expect=_expect(sheet),
        given=tuple(_given(row) for row in sheet.rows("given")),
    )


def _given(row: Sheet) -> dict[str, object]:
    """`register`, `source` and `title`, and the entry's own fields."""
    fixed = {"register": row.text("register", "credit-records"), "source": row.text("source"),
             "title": row.text("title")}
    return {**{key: row.raw(key) for key in row.untaken()}, **fixed}


def _opening(sheet: Sheet) -> Opening:
    opens = sheet.sheet("opens")
    if opens is None:
        if not sheet.missing:
            sheet.fault("opens", "缺少这一项。")
        return Opening("", "", {})
    return Opening(
        door=opens.text("door"),
        by=opens.text("as"),
        answers=opens.mapping("answers"),
        follows=opens.optional("follows"),
        after=opens.optional("after"),
        wait=_passing(opens.text("pass")) if opens.has("pass") else None,
        channel=opens.optional("channel"),
        received_on=opens.day("received_on"),
        subject=opens.optional("subject"),
    )


def _step(row: Sheet) -> ScenarioStep:
    kinds = [k for k in ("task", "message", "pass", "comment") if row.has(k)]
    if len(kinds) != 1:
        row.fault("", "一步只能写 task、message、pass、comment 中的一个。")
        row.take_all()
        return ScenarioStep("pass", "")
    if kinds == ["pass"]:
        return _passing(row.text("pass"))
    if kinds == ["comment"]:
        return ScenarioStep("comment", row.text("comment"), row.text("as", ""), row.mapping("answers"))
    kind = cast(Literal["task", "message"], kinds[0])
    return ScenarioStep(kind, row.text(kind), row.text("as"), row.mapping("answers"), row.optional("item"))


def _passing(text: str) -> ScenarioStep:
    found = _PASS.fullmatch(text)
    if found is None:
        return ScenarioStep("pass", text)
    return ScenarioStep("pass", "", length=int(found.group(1)), unit=cast(Unit, found.group(2)))


def _expect(sheet: Sheet) -> dict[str, object]:
    expect = sheet.sheet("expect")
    if expect is None:
        return {}
    return {
        "register": expect.mapping("register"),
        "entries": expect.mapping("entries"),
        "letters": list(expect.words("letters", ())),
        "limits": expect.strings("limits", {}),
    }
