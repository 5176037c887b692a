"""Random forms of every field type, with conditions on earlier fields, groups and lists; and random answers to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.procedures.forms import field, options

CHOICES = ("a", "b", "c")
DAYS = ("today", "today-30", "today+10", "2026-11-01", "2027-02-28")
words = st.text("甲乙丙 ab1-", min_size=1, max_size=8).map(str.strip).filter(bool)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(("2026-11-22", "a", "u1")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("f0", "f1", "record", "x")), inner),
    max_leaves=6,
)


@st.composite
def leaf(draw: st.DrawFn, key: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(MAKERS)))
    more = draw(MAKERS[kind](earlier))
    if kind != "words" and draw(st.booleans()):
        more["required"] = True
    return field(TYPES.get(kind, kind), key, label=draw(words), **more)


def _text(earlier: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
        lambda n: {"min_length": n[0], "max_length": n[0] + n[1] + 1}
    )


def _format(earlier: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    kinds = st.sampled_from(("uscc", "citizen_id", "mobile", "email", "document_no", "url"))
    return kinds.map(lambda kind: {"format": kind})


def _number(earlier: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    bounds = st.tuples(st.integers(-50, 50), st.integers(0, 50), st.sampled_from((None, "min", "max", "both")))
    digits = st.sampled_from(({}, {"decimalDigits": 2}, {"money": True}))
    return st.tuples(bounds, digits).map(lambda both: {**_between(*both[0]), **both[1]})


def _between(least: int, more: int, which: str | None) -> dict[str, Any]:
    kept = {"both": ("min", "max"), None: ()}.get(which, (which,))
    return {key: value for key, value in {"min": least, "max": least + more}.items() if key in kept}


def _day(earlier: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """One bound only: two that move apart could leave no day between them."""
    known = [f["key"] for f in earlier if f["type"] == "datetime"]
    bound = st.tuples(st.sampled_from(("min", "max")), st.sampled_from((*DAYS, *known)))
    return st.one_of(st.just({}), bound.map(lambda b: {b[0]: b[1]})).map(lambda more: {"subtype": "date", **more})


def _choice(earlier: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    own = st.lists(st.sampled_from(CHOICES), min_size=1, unique=True).map(lambda v: {"values": options(*v)})
    return own | st.just({"source": "organisations"})


def _plain(*more: dict[str, Any]) -> Any:
    return lambda earlier: st.sampled_from(more or ({},)).map(dict)


TYPES = {"formatted": "textfield", "day": "datetime", "moment": "datetime", "record": "textfield", "words": "text"}
MAKERS = {
    "textfield": _text,
    "textarea": _text,
    "formatted": _format,
    "number": _number,
    "day": _day,
    "moment": lambda earlier: _day([]).map(lambda more: {**more, "subtype": "datetime"}),
    "select": _choice,
    "radio": _choice,
    "checklist": _choice,
    "checkbox": _plain(),
    "filepicker": _plain({}, {"multiple": True}),
    "record": _plain({"as": "record"}, {"as": "record", "multiple": True}, {"as": "subject"}),
    "words": _plain({"text": "请仔细填写。"}),
}


@st.composite
def conditions(draw: st.DrawFn, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """Nothing, a `when` or form-js's own hide over a field that stands before."""
    known = [f["key"] for f in earlier if f["type"] in ("radio", "select", "checkbox", "number", "textfield")]
    if not known or draw(st.booleans()):
        return {}
    key, value = draw(st.sampled_from(known)), draw(st.sampled_from(CHOICES))
    when = st.sampled_from((f"{key} == '{value}'", f"{key} != '{value}'", f"not {key}", f"{key} is None", f"{key} > 3"))
    hide = st.sampled_from((f'={key} = "{value}"', f"={key} = null or {key} = true", f"=not({key})"))
    return draw(when.map(lambda t: {"when": t}) | hide.map(lambda t: {"conditional": {"hide": t}}))


@st.composite
def components(draw: st.DrawFn, depth: int = 2, least: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for n in range(draw(st.integers(least, 5))):
        key = f"f{n}"
        inside = depth and draw(st.integers(0, 4)) == 0
        part = draw(_nest(key, depth)) if inside else draw(leaf(key, found))
        hidden = draw(conditions(found))
        part["properties"] |= {k: v for k, v in hidden.items() if k == "when"}
        found.append({**part, **{k: v for k, v in hidden.items() if k == "conditional"}})
    return found


@st.composite
def _nest(draw: st.DrawFn, key: str, depth: int) -> dict[str, Any]:
    inner = draw(components(depth=depth - 1, least=1))
    shape = draw(st.sampled_from(("group", "list", "rows")))
    if shape == "group":
        return field("group", key, components=inner)
    if shape == "list":
        least = draw(st.integers(0, 2))
        inner = [field("textfield", "name", required=True), *inner]
        return field("dynamiclist", key, components=inner, min_rows=least, max_rows=least + 2)
    record = field("textfield", "record", **{"as": "record"})
    return field("dynamiclist", key, components=[record, *inner], rows="records")


answers = st.dictionaries(st.sampled_from([f"f{n}" for n in range(6)]), JSON, max_size=5)
