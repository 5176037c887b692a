"""The headers that every answer of ours carries, set in one place. What a page says does not live here."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
YEAR = 31_536_000


def set_headers(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    return set_cache(response)


def set_cache(response: Response) -> Response:
    """Our own files change their address with their content (`asset`); a page may hold somebody's data."""
    if request.endpoint == "web.static":
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if "v" in request.args else "no-cache"
    else:
        asked = response.headers.get("Cache-Control", "no-cache")
        response.headers["Cache-Control"] = "no-store" if asked == "no-cache" else asked  # letters, too, are somebody's
    return response


def register_headers(app: Flask) -> None:
    app.after_request(set_headers)
