"""Reads bpmn/ and forms/ into frozen objects, checks and freezes them; knows no tables and no SpiffWorkflow."""

from app.procedures.form_model import Field, Form, Option, Rule
from app.procedures.model import Finding, Limit, Procedure
from app.procedures.read import Library
from app.procedures.register_model import Article, Law, Register
from app.procedures.release import Damaged, Release, freeze, thaw
from app.procedures.sheet import Unreadable

__all__ = [
    "Article",
    "Damaged",
    "Field",
    "Finding",
    "Form",
    "Law",
    "Library",
    "Limit",
    "Option",
    "Procedure",
    "Register",
    "Release",
    "Rule",
    "Unreadable",
    "freeze",
    "thaw",
]
