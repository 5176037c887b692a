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
ROTATED = ("SEAL_KEY", "FIELD_KEY")  # may hold several, the current one first


class WrongSettings(Exception):
    """Settings that cannot be used; `sentences` holds one line for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Provider:
    """The identity provider of the city's staff. `claim` of its ID token is the login of a person here; `factors` are
    the words of `acr` and `amr` that say that it asked for a second factor."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    name: str
    factors: tuple[str, ...]


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
    seal_keys: tuple[str, ...]
    field_keys: tuple[str, ...]
    checkpoint_key: str
    mail_url: str
    sms_url: str
    demo_password: str
    provider: Provider | None

    @property
    def demo(self) -> bool:
        return self.env == "demo"

    @property
    def many(self) -> bool:
        """Several web processes and workers; else one process that holds web and clock."""
        return self.database_url.startswith("postgresql")

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

    def provider(self, mode: str) -> Provider | None:
        """Set by OIDC_ISSUER; whatever else is said of it needs that."""
        issuer = self.url("OIDC_ISSUER", "", ("https",) if mode == "production" else ("http", "https")).rstrip("/")
        client_id, secret = self.text("OIDC_CLIENT_ID"), self.text("OIDC_CLIENT_SECRET")
        if not issuer:
            if any(name.startswith("OIDC_") for name in self.env if self.text(name)):
                self.wrong.append("OIDC_ISSUER is required for every other setting that begins with OIDC_.")
            return None
        for name, value in (("OIDC_CLIENT_ID", client_id), ("OIDC_CLIENT_SECRET", secret)):
            if not value:
                self.wrong.append(f"{name} is required when OIDC_ISSUER is set.")
        return Provider(issuer, client_id, secret, self.text("OIDC_CLAIM", "sub"),
                        self.text("OIDC_NAME", "统一身份认证"), tuple(self.text("OIDC_FACTORS").split()))

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
    keys = {name: _key(reader, instance, name, mode) for name in ("SECRET_KEY", *ROTATED, "CHECKPOINT_KEY")}
    settings = Settings(
        env=mode, host=host, port=port,
        base_url=reader.url("BASE_URL", f"http://localhost:{port}", ("http", "https")).rstrip("/"),
        trusted_proxies=reader.number("TRUSTED_PROXIES", 0, 0, 10),
        instance_path=instance,
        database_url=reader.url("DATABASE_URL", f"sqlite:///{instance / 'casework.db'}", ("sqlite", "postgresql")),
        procedures_path=reader.procedures(), secret_key=keys["SECRET_KEY"],
        seal_keys=tuple(keys["SEAL_KEY"].split()), field_keys=tuple(keys["FIELD_KEY"].split()),
        checkpoint_key=keys["CHECKPOINT_KEY"],
        mail_url=reader.url("MAIL_URL", f"file://{instance / 'spool' / 'mail'}", ("smtp", "smtps", "file")),
        sms_url=reader.url("SMS_URL", f"file://{instance / 'spool' / 'sms'}", ("http", "https", "file")),
        demo_password=reader.text("DEMO_PASSWORD", "ningbo-demo-2026"), provider=reader.provider(mode),
    )
    if reader.wrong:
        raise WrongSettings(reader.wrong)
    return settings


def _key(reader: _Reader, instance: Path, name: str, mode: str) -> str:
    """From the environment. Where it is missing it is made once and kept beside the data: in demo each of them, in
    production only the one that signs checkpoints, which opens nothing."""
    value = reader.text(name)
    if not value and mode == "production" and name != "CHECKPOINT_KEY":
        reader.wrong.append(f"{name} is required when APP_ENV is production.")
    elif any(len(key) < 32 for key in (value.split() if name in ROTATED else [value]) if key):
        reader.wrong.append(f"{name} must have at least 32 characters.")
    return value or ("" if reader.wrong else _kept_key(instance, name))


def _kept_key(instance: Path, name: str) -> str:
    path = _key_path(instance, name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = _written(path.with_suffix(f".{os.getpid()}"), secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first; its key is the one that counts
            os.link(made, path)
        made.unlink()
    return path.read_text().strip()


def kept_keys(settings: Settings) -> dict[Path, tuple[str, ...]]:
    """Of the keys that may be changed those in use that are kept beside the data, and not in the environment."""
    names = zip(ROTATED, (settings.seal_keys, settings.field_keys), strict=True)
    used = {_key_path(settings.instance_path, name): keys for name, keys in names}
    return {path: keys for path, keys in used.items() if path.exists() and tuple(path.read_text().split()) == keys}


def make_new_keys(kept: Mapping[Path, tuple[str, ...]]) -> None:
    """Put a new key before each; what an interrupted change has made is used as it is."""
    for path, keys in kept.items():
        if len(keys) == 1:
            _written(path.with_suffix(".new"), f"{secrets.token_hex(32)} {keys[0]}").replace(path)


def drop_old_keys(kept: Mapping[Path, tuple[str, ...]]) -> None:
    """Nothing is closed or sealed under them any more."""
    for path in kept:
        _written(path.with_suffix(".new"), path.read_text().split()[0]).replace(path)


def _key_path(instance: Path, name: str) -> Path:
    return instance / "keys" / name.lower()


def _written(path: Path, text: str) -> Path:
    """Safe on disk when this returns: what is closed under a key that is lost is lost with it."""
    path.touch(mode=0o600)
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return path
