"""A small OpenID provider on 127.0.0.1 that checks what a client sends, and lies where a test tells it to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "shijian", "between us"


class OpenIdProvider:
    """State: its keys, the codes that it gave out, what it was asked. `lies` changes parts of its answers."""

    def __init__(self):
        self.key, self.other_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.codes, self.asked, self.lies, self.redirects = {}, [], {}, set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def discovery(self):
        parts = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        facts = {name: f"{self.issuer}/{path}" for name, path in parts.items()}
        return (
            {"issuer": self.issuer, "userinfo_endpoint": f"{self.issuer}/me"} | facts | self.lie("discovery")
        )

    def keys(self):
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "ES256"}]}

    def authorize(self, address, subject):
        """A person logs in there at `address` and agrees; gives the address to which the browser returns."""
        asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT, "an unknown client"
        assert asked["redirect_uri"] in self.redirects, "an unknown place to return to"
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"sub": subject}
        return (
            asked["redirect_uri"]
            + "?"
            + urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        )

    def token(self, form, client):
        """(status, answer). A code works once, for its client, its return address and its verifier."""
        grant = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if client != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if grant is None or form.get("redirect_uri") != grant["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if challenge.decode().rstrip("=") != grant["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(grant)}

    def lie(self, part):
        return self.lies.get(part, {})

    def _id_token(self, grant):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": grant["sub"], "nonce": grant["nonce"]}
        claims |= {"iat": now, "exp": now + 300} | self.lie("claims")
        claims = {name: value for name, value in claims.items() if value is not None}
        head = {"kid": "one"} | self.lie("head")
        if self.lies.get("algorithm") == "none":
            return jwt.encode(claims, None, algorithm="none", headers=head)
        if self.lies.get("algorithm") == "HS256":
            return jwt.encode(claims, SECRET * 4, algorithm="HS256", headers=head)
        return jwt.encode(claims, self.lies.get("key", self.key), algorithm="ES256", headers=head)


class _Handler(BaseHTTPRequestHandler):
    provider = None

    def do_GET(self):
        self.provider.asked.append(self.path)
        if self.path == "/.well-known/openid-configuration":
            self._send(self.provider.lies.get("status", 200), self.provider.discovery())
        elif self.path == "/keys":
            self._send(200, self.provider.keys())
        else:
            self._send(404, {})

    def do_POST(self):
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: value for name, (value,) in parse_qs(body).items()}
        scheme, _space, value = self.headers.get("Authorization", "").partition(" ")
        client = tuple(base64.b64decode(value).decode().split(":", 1)) if scheme == "Basic" else ("", "")
        self._send(*self.provider.token(form, client))

    def _send(self, status, answer):
        if self.provider.lies.get("redirect"):
            status = 302
        body = json.dumps(answer).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.provider.lies["redirect"])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing."""
