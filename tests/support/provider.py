"""An identity provider of its own process, on Authlib's server classes: authorization code, PKCE, signed ID tokens.

What a test wants of a sign-in it says in the form that a person would fill in: who they are, how long the token lives,
whether it is signed by another key or made out to another client.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import requests
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "casework", "a secret between the two"


@contextmanager
def running() -> Iterator[str]:
    """Its address, while it runs."""
    process = subprocess.Popen([sys.executable, "-m", "tests.support.provider"], stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"})
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def allow(address: str, **said: Any) -> str:
    """What a person does at the provider's page; where it sends the browser back to, without the host."""
    with requests.post(address, data={"sub": "clerk", **said}, allow_redirects=False, timeout=10) as answer:
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def serve() -> None:
    with make_server("127.0.0.1", 0, None, handler_class=Quiet) as server:
        issuer = f"http://127.0.0.1:{server.server_port}"
        server.set_app(provider(issuer))
        print(issuer, flush=True)
        server.serve_forever()


class Client:
    """The house, as the provider knows it."""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri == "http://localhost/sign-in/staff/back"

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


class Code(SimpleNamespace):
    """`said` is the form that the person sent."""

    def get_redirect_uri(self) -> Any:
        return self.redirect_uri

    def get_scope(self) -> Any:
        return self.scope


class ByCode(grants.AuthorizationCodeGrant):
    codes: dict[str, Code] = {}

    def save_authorization_code(self, code: str, asked: Any) -> None:
        given = asked.payload
        kept = {name: given.data.get(name) for name in ("nonce", "code_challenge", "code_challenge_method")}
        self.codes[code] = Code(code=code, redirect_uri=given.redirect_uri, scope=given.scope,
                                said=dict(request.form), **kept)

    def query_authorization_code(self, code: str, _client: Any) -> Code | None:
        return self.codes.get(code)

    def delete_authorization_code(self, code: Code) -> None:
        del self.codes[code.code]

    def authenticate_user(self, code: Code) -> Any:
        return SimpleNamespace(code=code)


class Signed(OpenIDCode):
    issuer = ""
    key, other = RSAKey.generate_key(auto_kid=True), RSAKey.generate_key(auto_kid=True)

    def exists_nonce(self, _nonce: str, _asked: Any) -> bool:
        return False

    def encode_id_token(self, _token: Any, asked: Any) -> str:
        code, now = asked.user.code, int(time.time())
        said = code.said
        claims = {"iss": said.get("iss", self.issuer), "aud": said.get("aud", CLIENT), "iat": now, "sub": said["sub"],
                  "exp": now + int(said.get("lives", 300)), "nonce": code.nonce}
        claims |= {name: said[name] for name in ("acr", "email") if name in said}
        claims |= {"email_verified": True} if "verified" in said else {}
        claims |= {"amr": said["amr"].split()} if "amr" in said else {}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.other if "forged" in said else self.key)


def provider(issuer: str) -> Flask:
    app = Flask("provider")
    Signed.issuer = issuer
    server = AuthorizationServer(app, query_client=lambda one: Client() if one == CLIENT else None,
                                 save_token=lambda token, asked: None)
    server.register_grant(ByCode, [Signed(require_nonce=True), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def known() -> Any:
        return jsonify(issuer=issuer, authorization_endpoint=f"{issuer}/authorize", token_endpoint=f"{issuer}/token",
                       jwks_uri=f"{issuer}/keys", id_token_signing_alg_values_supported=["RS256", "none"])

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(keys=[Signed.key.as_dict(private=False)])

    @app.post("/authorize")
    def authorize() -> Any:
        if "refuse" in request.form:
            return redirect(f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}")
        grant = server.get_consent_grant(end_user=SimpleNamespace())
        return server.create_authorization_response(grant_user=SimpleNamespace(), grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


if __name__ == "__main__":
    serve()
