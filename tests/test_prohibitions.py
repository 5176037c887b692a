"""The prohibitions of the reference, row by row: where each is proved, and those that this house cannot break.

A test named `test_x<row>_...` proves a row. A row whose procedure does not stand yet waits for it; once its folder
stands, this table asks for its test.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from app.procedures import Library
from app.procedures.form_model import Form
from tests.services.test_determination import FACTS, WAY, entry_of
from tests.support.house import ROOT, subject_of
from tests.support.walk import do, open_case

# Row: what is forbidden, the article, and the procedures in which it could happen.
ROWS: dict[int, tuple[str, str, tuple[str, ...]]] = {
    1: ("a subject without full capacity", "条例3", ("determination",)),
    2: ("a record outside the catalogue", "条例11, 14", ("determination",)),
    3: ("a determination without an effective document", "条例15", ("determination",)),
    4: ("a determination without the notice of rights at once", "条例15.3", ("determination",)),
    5: ("a catalogue item outside the scopes, incomplete, or without a local regulation", "条例11, 12", ("catalogue",)),
    6: ("a catalogue published before the government approved it", "条例11", ("catalogue",)),
    7: ("a list without public comment", "条例11, 23", ("catalogue", "measures")),
    8: ("a list without the experts it needs", "条例11, 23", ("catalogue", "measures")),
    9: ("a major decision the short way", "713号令", ("catalogue", "measures")),
    10: ("a severe field without a legal basis", "条例16", ("severe-listing",)),
    11: ("a severe ground outside the five", "条例16", ("severe-listing",)),
    12: ("a severe listing by unpublished criteria", "条例16.3", ("severe-listing",)),
    13: ("a severe listing by the wrong authority", "条例17.1", ("severe-listing",)),
    14: ("a severe listing without prior notice", "条例17.2", ("severe-listing",)),
    15: ("a severe listing before an objection is answered", "条例17.2", ("severe-listing",)),
    16: ("a decision without one of its parts", "条例17.3", ("severe-listing",)),
    17: ("a person annotated without being found responsible", "条例17.4", ("severe-listing",)),
    19: ("a measure that is on no list in force", "条例22, 24", ("application-list",)),
    20: ("a measure outside the six scopes, or incomplete", "条例23", ("measures",)),
    22: ("a query beyond the application list", "条例19", ("application-list",)),
    24: ("shielding of public information that the law does not name", "条例31", ("shielding",)),
    25: ("repair by another than who determined", "条例33.1", ("repair",)),
    26: ("repair of a severe listing", "条例33.2", ("repair",)),
    31: ("publication of a natural person without a law", "省条例15", ("determination",)),
    32: ("a listing that points to a measure of no list, or to one not published", "省条例28", ("severe-listing",)),
    34: ("collection of what must not be collected", "省条例14", ()),
    35: ("a fee", "省条例19", ()),
}
# Proved under the name of what it is about.
ELSEWHERE = {
    23: "test_a_post_that_the_register_does_not_name_reads_nothing",
    27: "test_every_column_is_covered",                          # what is changed in the record is found and named
}
OUTSIDE = {
    18: "no door takes market information from a supplier",
    21: "no procedure of this house applies a measure to somebody",
    28: "tying is the conduct of credit services; the house sells nothing",
    29: "the house computes no score",
    30: "案8 says 原则上: publication outside one's own field is warned of, not refused",
    33: "案19 says 加强: evaluation before a policy is warned of, and no other procedure waits for it",
}
LIBRARY = Library.read(ROOT)
FORBIDDEN = re.compile("宗教|基因|指纹|血型|疾病|病史|存款|有价证券|商业保险|不动产|纳税数额|收入")


def proofs() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for path in files for name in re.findall(r"^def (test_\w+)", Path(path).read_text("utf-8"), re.M)}


@pytest.mark.parametrize("row", range(1, 36), ids=lambda row: f"X{row}")
def test_each_prohibition_is_proved_where_it_could_be_broken(row: int) -> None:
    found = proofs()
    if row not in ROWS:
        assert ELSEWHERE.get(row, "") in found or row in OUTSIDE
        return
    what, article, procedures = ROWS[row]
    stands = not procedures or set(procedures) & set(LIBRARY.procedures)

    assert not stands or any(name.startswith(f"test_x{row}_") for name in found), f"{what} ({article}): no test_x{row}_"


def test_the_table_has_each_row_once() -> None:
    assert sorted([*ROWS, *ELSEWHERE, *OUTSIDE]) == list(range(1, 36))


def test_x31_a_natural_persons_record_is_kept_and_not_published(app: Any) -> None:
    number = open_case("handler", "determination", named=FACTS, on_behalf_of=subject_of("citizen")).number
    for node, answers, who in WAY:
        do(number, node, answers, by=who)

    assert entry_of(number).data["publication"] == "withheld"
    assert entry_of(number).data.get("publication_to") is None


def labels(form: Form) -> list[str]:
    return [field.label for field in form.walk()]


def test_x34_nothing_asks_for_or_keeps_what_must_not_be_collected() -> None:
    asked = {label for p in LIBRARY.procedures.values() for form in p.forms.values() for label in labels(form)}
    kept = {field.title for register in LIBRARY.registers.values() for field in register.fields}

    assert [label for label in sorted(asked | kept) if FORBIDDEN.search(label)] == []
    assert len(asked) > 100 and len(kept) > 50
