"""What every answer carries: security headers, no caching of what a signed-in person sees; and what no request may carry."""

from flask import Flask, Response, abort, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TRANSPORT = "max-age=63072000; includeSubDomains"


def init_app(app: Flask) -> None:
    secure = app.config["ENVIRONMENT"] == "production"

    @app.before_request
    def refuse_nul() -> None:
        # No address of ours holds a NUL; PostgreSQL raises where SQLite finds nothing.
        if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
            abort(404)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", TRANSPORT)
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            # A page may hold what only this person may see: no cache may keep it.
            response.headers["Cache-Control"] = "no-store"
        return response
