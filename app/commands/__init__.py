"""The command-line door (`flask --app wsgi ...`): 0 done, 1 refused with one line on stderr, 2 wrong usage."""

from __future__ import annotations

from flask import Flask

from app.commands import calendar, cases, clock, demo, keeping, keys, people, procedures, registers, trail


def init_commands(app: Flask) -> None:
    """Every group of the contract that stands so far."""
    for module in (procedures, demo, people, clock, cases, calendar, registers, trail, keys, keeping):
        for command in module.COMMANDS:
            app.cli.add_command(command)
