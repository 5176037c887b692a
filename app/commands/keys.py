"""`flask keys rotate`."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

import click
from flask import current_app

from app.commands.door import Group, refuse
from app.domain.actor import OPERATOR
from app.jobs.leadership import Leadership
from app.services.execute import execute
from app.services.house import house
from app.services.rotate_keys import rotate_keys
from config import ROOT, drop_old_keys, kept_keys, make_new_keys

keys = Group("keys", help="The keys that close personal data and seal stored states.")
COMMANDS = (keys,)
AGAIN = (sys.executable, "-m", "flask", "--app", "wsgi", "keys", "rotate", "--made")


@keys.command()
@click.option("--made", is_flag=True, hidden=True, help="the new keys are made already")
def rotate(made: bool) -> None:
    """Close and seal everything under the current keys; prints {"values":n,"states":n}.

    Keys in the environment are the operator's: FIELD_KEY="new old", restart, run this, take the old one away. Keys that
    are kept beside the data are made here, while nothing else runs.
    """
    kept = kept_keys(house().settings)
    if made or not kept:
        click.echo(json.dumps(asdict(execute(rotate_keys, actor=OPERATOR))))
        return
    leadership = Leadership(current_app._get_current_object())  # type: ignore[attr-defined]
    if not leadership.held():
        refuse("服务或者时钟正在运行，它只认得现在的密钥：请先停下，再换密钥。")
    make_new_keys(kept)
    leadership.release()
    if subprocess.run(AGAIN, cwd=ROOT, check=False).returncode:  # a process that knows the new keys too
        refuse("没有换成：新旧密钥都还在，数据没有改动。请排除故障后再执行一次。")
    drop_old_keys(kept)
