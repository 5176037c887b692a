"""Staff sign in by the city's identity provider (OIDC): authorization code, PKCE, state, nonce, a checked ID token.

It says who somebody is and nothing else: the person, their posts and rights are the house's own. What a browser keeps
on the way there (state, nonce, verifier) is in its session and good once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, request, session, url_for
from structlog import get_logger
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.services.house import house
from app.services.sign_in import admit
from app.web.account import let_in_by, local_path, sign_in_page
from app.web.pages import status_of

if TYPE_CHECKING:
    from app.services.house import Provider

blueprint = Blueprint("oidc", __name__)
log = get_logger(__name__)
WANTED = "oidc_next"
SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
SECONDS = 10  # the provider has for an answer
LEEWAY = 60  # between its clock and ours
FAILED = "统一身份认证没有完成，或者已经过期，请重新登录。"
AWAY = "统一身份认证暂时连接不上，请稍后再试，或者用账号和密码登录。"


@blueprint.get("/sign-in/staff")
def begin() -> AnyResponse:
    """To the provider. What an earlier try left in the session is forgotten."""
    provider = the_provider()
    for key in [key for key in session if key.startswith("_state_")]:
        session.pop(key)
    session[WANTED] = local_path(request.args.get("next"))
    try:
        sent: AnyResponse = client(provider).authorize_redirect(f"{house().settings.base_url}{url_for('oidc.back')}")
    except (OSError, ValueError, RuntimeError, Invalid) as error:
        return refused(AWAY, error)
    return sent


@blueprint.get("/sign-in/staff/back")
def back() -> AnyResponse:
    """From the provider. One sentence for whatever is not as it should be; why stands in the log."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    provider, wanted = the_provider(), local_path(session.get(WANTED))
    try:
        claims = claims_of(provider)
        done = admit(named(provider, claims), vouched=vouched(provider, claims))
    except Invalid as refusal:
        return sign_in_page(next=wanted, refused=refusal.message, status=status_of(refusal))
    except (AuthlibBaseError, JoseError) as error:
        return refused(FAILED, error)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        return refused(AWAY, error)
    return let_in_by(done, wanted)


def the_provider() -> Provider:
    provider = house().settings.provider
    if provider is None:
        raise NotFound()
    return provider


def client(provider: Provider) -> Any:
    """Made at its first use, and with it the library loaded; it knows the provider's addresses and keys from then on.

    A provider that calls itself otherwise than we do is not the one that was set.
    """
    from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App

    made = current_app.extensions.get("oidc")
    if made is None:
        made = FlaskOAuth2App(
            FlaskIntegration("oidc"), "oidc", client_id=provider.client_id, client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256",
                           "default_timeout": SECONDS})
        known = made.load_server_metadata()
        if known.get("issuer") != provider.issuer:
            raise ValueError("the provider names another issuer")
        said = known.get("id_token_signing_alg_values_supported") or ["RS256"]
        known["id_token_signing_alg_values_supported"] = [one for one in said if one in SIGNED_BY]
        current_app.extensions["oidc"] = made
    return made


def claims_of(provider: Provider) -> dict[str, Any]:
    """What the checked ID token says: signed by the provider, for us, for this browser, and not over."""
    wanted = {"iss": {"essential": True, "value": provider.issuer},
              "aud": {"essential": True, "value": provider.client_id}, "nonce": {"essential": True}}
    token = client(provider).authorize_access_token(claims_options=wanted, leeway=LEEWAY)
    if not token.get("userinfo"):
        raise Invalid(FAILED)
    return dict(token["userinfo"])


def named(provider: Provider, claims: dict[str, Any]) -> str:
    """The login that the provider's claim gives; an address nobody proved names nobody."""
    if provider.claim == "email" and claims.get("email_verified") is not True:
        return ""
    return str(claims.get(provider.claim) or "")


def vouched(provider: Provider, claims: dict[str, Any]) -> bool:
    """Whether the provider says that it asked for a second factor, in a word that the settings let count."""
    said = {claims.get("acr"), *(claims.get("amr") or ())}
    return bool(said & set(provider.factors))


def refused(sentence: str, error: Exception) -> AnyResponse:
    log.warning("sign-in by the provider refused", kind=type(error).__name__)
    return sign_in_page(next=local_path(session.pop(WANTED, None)), refused=sentence,
                        status=422 if sentence is FAILED else 503)
