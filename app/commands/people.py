"""`flask organisations`, `flask people`, `flask tokens`: who belongs to the house, and what programs come with."""

from __future__ import annotations

import secrets

import click

from app.commands.door import Group
from app.domain.actor import OPERATOR
from app.queries.people import list_organisations, list_people, list_tokens
from app.queries.reading import reading
from app.services.add_organisation import add_organisation
from app.services.add_person import add_person
from app.services.disable_person import disable_person
from app.services.execute import execute
from app.services.issue_token import DAYS, issue_token
from app.services.passwords import hash_password
from app.services.reset_second_factor import reset_second_factor
from app.services.revoke_token import revoke_token
from app.services.set_password import set_password

organisations = Group("organisations", help="Organs in which people hold posts.")
people = Group("people", help="People and their posts.")
tokens = Group("tokens", help="Keys of programs to the API.")
COMMANDS = (organisations, people, tokens)


@organisations.command("add")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--short", required=True, help="机关代字 in the numbers of letters")
@click.option("--kind", required=True, help="department, credit_center, credit_authority ...")
@click.option("--tag", help="the word by which procedures name it")
@click.option("--phone", default="")
@click.option("--address", default="")
def add_organ(code: str, name: str, short: str, kind: str, tag: str | None, phone: str, address: str) -> None:
    """Add an organisation by its 统一社会信用代码."""
    execute(add_organisation, actor=OPERATOR, code=code, name=name, short=short, kind=kind, tag=tag, phone=phone,
            address=address)


@organisations.command("list")
def list_organs() -> None:
    with reading() as tables:
        rows = list_organisations(tables)
    for row in rows:
        click.echo(f"{row.code}\t{row.tag or '-'}\t{row.kind}\t{row.name}")


@people.command()
@click.argument("login")
@click.option("--name", required=True)
@click.option("--post", "posts", multiple=True, metavar="ROLE@ORG", help="ORG: an organisation's tag or code")
def add(login: str, name: str, posts: tuple[str, ...]) -> None:
    """Add a person; prints a first password once."""
    password = secrets.token_urlsafe(12)
    words = [(role, organ or None) for role, _, organ in (post.partition("@") for post in posts)]
    execute(add_person, actor=OPERATOR, login=login, name=name, posts=words, password_hash=hash_password(password))
    click.echo(password)


@people.command()
@click.argument("login")
def disable(login: str) -> None:
    """Nobody signs in as this person any more; their open tasks go back to their groups."""
    freed = execute(disable_person, actor=OPERATOR, login=login)
    click.echo(f"{login}\t{freed or 0}")


@people.command()
@click.argument("login")
def password(login: str) -> None:
    """A new password for somebody who forgot theirs; it is printed once."""
    made = secrets.token_urlsafe(12)
    execute(set_password, actor=OPERATOR, login=login, password_hash=hash_password(made))
    click.echo(made)


@people.command("reset-factor")
@click.argument("login")
@click.option("--reason", required=True, help="why, and how it was made sure who asks")
def reset_factor(login: str, reason: str) -> None:
    """Take a lost second factor away; at the next sign-in the person sets up a new one."""
    execute(reset_second_factor, actor=OPERATOR, login=login, reason=reason)


@people.command("list")
def list_() -> None:
    with reading() as tables:
        rows = list_people(tables, OPERATOR)
    for row in rows:
        posts = " ".join(f"{p.role}@{p.organisation or '-'}" for p in row.posts)
        click.echo(f"{row.login}\t{row.name}\t{posts}{chr(9) + 'disabled' if row.disabled_at else ''}")


@tokens.command()
@click.option("--person", "login", required=True)
@click.option("--days", default=DAYS, show_default=True, type=int)
def issue(login: str, days: int) -> None:
    """A new token; it is printed last and never again."""
    made = execute(issue_token, actor=OPERATOR, login=login, days=days)
    click.echo(f"{made.id}\t{login}\t{made.expires_at:%Y-%m-%d}")
    click.echo(made.secret)


@tokens.command("list")
def list_tokens_() -> None:
    with reading() as tables:
        rows = list_tokens(tables)
    for row in rows:
        state = "revoked" if row.revoked_at else f"{row.expires_at:%Y-%m-%d}"
        click.echo(f"{row.id}\t{row.login}\t{state}")


@tokens.command()
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    execute(revoke_token, actor=OPERATOR, token_id=token_id)
    click.echo(f"{token_id}\trevoked")
