"""Reads bpmn/ and forms/ into frozen objects, checks and freezes them; knows no tables and no SpiffWorkflow."""

from app.procedures.applies import applicable, with_shown
from app.procedures.describe import describe
from app.procedures.example import fill
from app.procedures.facts import warnings
from app.procedures.fields import check_answers
from app.procedures.form_model import Field, Form, Option, Rule
from app.procedures.from_html import from_html
from app.procedures.model import Finding, Limit, Procedure
from app.procedures.read import Library
from app.procedures.register_model import Article, Law, Register
from app.procedures.release import Damaged, Release, freeze, thaw
from app.procedures.sheet import Unreadable, read_mapping
from app.procedures.world import Nowhere, World

__all__ = [
    "Article",
    "Damaged",
    "Field",
    "Finding",
    "Form",
    "Law",
    "Library",
    "Limit",
    "Nowhere",
    "Option",
    "Procedure",
    "Register",
    "Release",
    "Rule",
    "Unreadable",
    "World",
    "applicable",
    "check_answers",
    "describe",
    "fill",
    "freeze",
    "from_html",
    "read_mapping",
    "thaw",
    "warnings",
    "with_shown",
]
