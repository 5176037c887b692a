"""The only reader of the environment. Wrong values are refused at start, all at once, one sentence each."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
SECRET_NAMES = ("SECRET_KEY", "SEAL_KEY", "FIELD_KEY")


class WrongSettings(Exception):
    """Settings that cannot be used; `sentences` holds one line for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Settings:
    """What an operator may set; names and defaults are a contract with the outside."""

    env: str
    host: str
    port: int
    base_url: str
    trusted_proxies: int
    instance_path: Path
    database_url: str
    procedures_path: Path
    secret_key: str
    seal_key: str
    field_key: str
    checkpoint_key: str
    mail_url: str
    sms_url: str
    demo_password: str

    @property
    def demo(self) -> bool:
        return self.env == "demo"

    @property
    def migrations_path(self) -> Path:
        return ROOT / "migrations"

    @property
    def forms_path(self) -> Path:
        return self.procedures_path.parent / "forms"


class _Reader:
    """Collects every complaint before giving up, so that an operator mends all in one go."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env, self.wrong = env, list[str]()

    def text(self, name: str, default: str = "") -> str:
        return self.env.get(name, default).strip() or default

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, allowed[0])
        if value not in allowed:
            self.wrong.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
            self.wrong.append(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
            return default
        return int(value)

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        value = self.text(name, default)
        try:
            address = urlsplit(value)
            known = address.scheme.split("+")[0] in schemes and address.port != 0
        except ValueError:  # a port that is none
            known = False
        if value and not known:
            self.wrong.append(f"{name} must be an address that begins with {' or '.join(s + '://' for s in schemes)}.")
        return value

    def procedures(self) -> Path:
        """The folder bpmn/, named itself or by the folder that holds it; forms/ stands beside it."""
        named = Path(self.text("PROCEDURES_PATH", str(ROOT))).resolve()
        bpmn = named / "bpmn" if (named / "bpmn").is_dir() else named
        if bpmn.name != "bpmn" or not bpmn.is_dir() or not (bpmn.parent / "forms").is_dir():
            self.wrong.append(f"PROCEDURES_PATH must name a folder that holds bpmn/ and forms/, not {named}.")
        return bpmn

    def instance(self) -> Path:
        """The folder of all data, made where it is missing."""
        folder = Path(self.text("INSTANCE_PATH", str(ROOT / "instance"))).resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            usable = os.access(folder, os.W_OK | os.X_OK)
        except OSError:
            usable = False
        if not usable:
            self.wrong.append(f"INSTANCE_PATH must be a folder that can be written, not {folder}.")
        return folder


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings. Raises WrongSettings naming every fault."""
    reader = _Reader(os.environ if env is None else env)
    mode = reader.one_of("APP_ENV", ("demo", "production"))
    host = reader.text("HOST", "127.0.0.1")
    port = reader.number("PORT", 8000, 1, 65535)
    instance = reader.instance()
    if mode == "demo" and host not in ("127.0.0.1", "localhost", "::1"):
        reader.wrong.append("HOST must be a loopback address while APP_ENV is demo: the demo passwords are public.")
    keys = _keys(reader, instance, mode)
    settings = Settings(
        env=mode, host=host, port=port,
        base_url=reader.url("BASE_URL", f"http://localhost:{port}", ("http", "https")).rstrip("/"),
        trusted_proxies=reader.number("TRUSTED_PROXIES", 0, 0, 10),
        instance_path=instance,
        database_url=reader.url("DATABASE_URL", f"sqlite:///{instance / 'casework.db'}", ("sqlite", "postgresql")),
        procedures_path=reader.procedures(), **keys, checkpoint_key=_checkpoint_key(reader, instance),
        mail_url=reader.url("MAIL_URL", f"file://{instance / 'spool' / 'mail'}", ("smtp", "smtps", "file")),
        sms_url=reader.url("SMS_URL", f"file://{instance / 'spool' / 'sms'}", ("http", "https", "file")),
        demo_password=reader.text("DEMO_PASSWORD", "ningbo-demo-2026"),
    )
    if reader.wrong:
        raise WrongSettings(reader.wrong)
    return settings


def _keys(reader: _Reader, instance: Path, mode: str) -> dict[str, str]:
    """Each key from the environment; in demo a missing one is made once and kept beside the data."""
    keys = {}
    for name in SECRET_NAMES:
        value = reader.text(name)
        if not value and mode == "production":
            reader.wrong.append(f"{name} is required when APP_ENV is production.")
        elif value and len(value) < 32:
            reader.wrong.append(f"{name} must have at least 32 characters.")
        keys[name.lower()] = value or ("" if reader.wrong else _kept_key(instance, name))
    return keys


def _checkpoint_key(reader: _Reader, instance: Path) -> str:
    """From the environment; else made once, in production too: it signs, it opens nothing."""
    value = reader.text("CHECKPOINT_KEY")
    if value and len(value) < 32:
        reader.wrong.append("CHECKPOINT_KEY must have at least 32 characters.")
    return value or ("" if reader.wrong else _kept_key(instance, "CHECKPOINT_KEY"))


def _kept_key(instance: Path, name: str) -> str:
    path = instance / "keys" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first; its key is the one that counts
            os.link(made, path)
        made.unlink()
    return path.read_text().strip()
