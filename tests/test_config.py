"""Every setting: its default, what it takes, and its sentence when wrong; all wrong ones are named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import ROOT, Provider, WrongSettings, read_settings

KEY = "k" * 32
PRODUCTION = {"APP_ENV": "production", "SECRET_KEY": KEY, "SEAL_KEY": KEY, "FIELD_KEY": KEY}


def wrong(path: Path, **env: str) -> list[str]:
    with pytest.raises(WrongSettings) as refused:
        read_settings({"INSTANCE_PATH": str(path), **env})
    return refused.value.sentences


def test_the_defaults_are_a_demo_on_loopback(tmp_path: Path) -> None:
    found = read_settings({"INSTANCE_PATH": str(tmp_path)})

    assert (found.env, found.demo, found.host, found.port) == ("demo", True, "127.0.0.1", 8000)
    assert (found.base_url, found.trusted_proxies) == ("http://localhost:8000", 0)
    assert found.database_url == f"sqlite:///{tmp_path / 'casework.db'}"
    assert found.procedures_path == ROOT / "bpmn"
    assert found.mail_url == f"file://{tmp_path / 'spool' / 'mail'}"
    assert found.sms_url == f"file://{tmp_path / 'spool' / 'sms'}"
    assert found.demo_password == "ningbo-demo-2026"
    assert found.provider is None


def test_keys_are_made_once_kept_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first = read_settings({"INSTANCE_PATH": str(tmp_path)})
    second = read_settings({"INSTANCE_PATH": str(tmp_path)})

    keys, again = ((one.secret_key, *one.seal_keys, *one.field_keys, one.checkpoint_key) for one in (first, second))
    assert keys == again and len(set(keys)) == 4
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_production_takes_what_it_is_given(tmp_path: Path) -> None:
    found = read_settings({"INSTANCE_PATH": str(tmp_path), **PRODUCTION, "HOST": "0.0.0.0", "PORT": "80",
                           "BASE_URL": "https://credit.example/", "TRUSTED_PROXIES": "2",
                           "DATABASE_URL": "postgresql+psycopg://casework@db/casework", "MAIL_URL": "smtps://mail:465",
                           "SMS_URL": "https://sms.example/send", "CHECKPOINT_KEY": KEY})

    assert (found.demo, found.host, found.port, found.base_url) == (False, "0.0.0.0", 80, "https://credit.example")
    assert found.secret_key == KEY and not (tmp_path / "keys").exists()


def test_the_identity_provider_is_set_whole_or_not_at_all(tmp_path: Path) -> None:
    known = {"OIDC_ISSUER": "https://id.ningbo.example/", "OIDC_CLIENT_ID": "casework", "OIDC_CLIENT_SECRET": KEY}
    found = read_settings({"INSTANCE_PATH": str(tmp_path), **known, "OIDC_FACTORS": "mfa otp"}).provider

    assert found == Provider("https://id.ningbo.example", "casework", KEY, "sub", "统一身份认证", ("mfa", "otp"))
    assert wrong(tmp_path, OIDC_ISSUER=known["OIDC_ISSUER"]) == [
        f"OIDC_CLIENT_{name} is required when OIDC_ISSUER is set." for name in ("ID", "SECRET")]
    assert wrong(tmp_path, OIDC_CLAIM="sub") == [
        "OIDC_ISSUER is required for every other setting that begins with OIDC_."]
    assert wrong(tmp_path, **PRODUCTION, **(known | {"OIDC_ISSUER": "http://id.example"})) == [
        "OIDC_ISSUER must be an address that begins with https://."]


def test_a_new_key_stands_before_the_old_ones(tmp_path: Path) -> None:
    new, old = "n" * 32, "o" * 32
    found = read_settings({"INSTANCE_PATH": str(tmp_path), **PRODUCTION, "FIELD_KEY": f"{new} {old}", "SEAL_KEY": new})

    assert (found.field_keys, found.seal_keys) == ((new, old), (new,))


def test_the_key_of_checkpoints_is_made_in_production_too(tmp_path: Path) -> None:
    assert len(read_settings({"INSTANCE_PATH": str(tmp_path), **PRODUCTION}).checkpoint_key) >= 32
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["checkpoint_key"]


@pytest.mark.parametrize(("name", "value"), [
    ("APP_ENV", "staging"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "²"), ("PORT", "high"),
    ("TRUSTED_PROXIES", "11"), ("TRUSTED_PROXIES", "-1"), ("HOST", "0.0.0.0"), ("BASE_URL", "localhost:8000"),
    ("BASE_URL", "http://localhost:port"), ("DATABASE_URL", "mysql://x"), ("MAIL_URL", "mail.example"),
    ("SMS_URL", "ftp://sms"), ("PROCEDURES_PATH", "/nowhere"), ("SECRET_KEY", "short"), ("SEAL_KEY", "short"),
    ("FIELD_KEY", "short"), ("FIELD_KEY", f"{'l' * 32} short"), ("CHECKPOINT_KEY", "short"),
])
def test_a_wrong_value_is_one_sentence_that_names_its_setting(tmp_path: Path, name: str, value: str) -> None:
    (sentence,) = wrong(tmp_path, **{name: value})

    assert sentence.startswith(f"{name} must ")


def test_an_instance_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert wrong(tmp_path / "file")[0].startswith("INSTANCE_PATH must ")


def test_production_requires_each_key(tmp_path: Path) -> None:
    assert wrong(tmp_path, APP_ENV="production") == [
        f"{name} is required when APP_ENV is production." for name in ("SECRET_KEY", "SEAL_KEY", "FIELD_KEY")]


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    found = wrong(tmp_path, APP_ENV="production", PORT="x", BASE_URL="x", MAIL_URL="x")

    assert [sentence.split()[0] for sentence in found] == [
        "PORT", "SECRET_KEY", "SEAL_KEY", "FIELD_KEY", "BASE_URL", "MAIL_URL"]


@pytest.mark.parametrize("named", ["", "bpmn"])
def test_procedures_stand_anywhere_named_by_bpmn_or_the_folder_that_holds_it(tmp_path: Path, named: str) -> None:
    for name in ("bpmn", "forms"):
        (tmp_path / "mine" / name).mkdir(parents=True)

    found = read_settings({"INSTANCE_PATH": str(tmp_path), "PROCEDURES_PATH": str(tmp_path / "mine" / named)})

    assert found.procedures_path == tmp_path / "mine" / "bpmn"
    assert found.forms_path == tmp_path / "mine" / "forms"
