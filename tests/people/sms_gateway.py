"""A gateway on the loopback that keeps what it was sent, checks the signature and may refuse, dawdle or fall silent."""

import hashlib
import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY, SECRET = "AKIDtest", "a secret of the county"
AUTH = re.compile(
    r"TC3-HMAC-SHA256 Credential=(\S+)/(\d{4}-\d\d-\d\d)/sms/tc3_request, "
    r"SignedHeaders=(\S+), Signature=([0-9a-f]{64})"
)


class Gateway(ThreadingHTTPServer):
    """`answers` are taken one a request: "ok" (the default), a code of an error, an HTTP status, or "silence"."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.messages, self.asked, self.answers = [], 0, []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def settings(self):
        return {
            "gateway": "tencent", "app": "1400000000", "sign": "夏河文明实践", "key": KEY, "secret": SECRET,
            "templates": {"code": "1110"}, "region": "ap-guangzhou", "seconds": 1,
            "url": f"http://127.0.0.1:{self.server_port}/",
        }  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        payload = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.asked += 1
            answer = self.server.answers.pop(0) if self.server.answers else "ok"
        if answer == "silence":
            time.sleep(1.6)
            return
        if isinstance(answer, int):
            self.send_error(answer)
            return
        fault = self._fault(payload)
        body = self._error(fault) if fault else self._answer(json.loads(payload), answer)
        content = json.dumps({"Response": body}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _error(self, code):
        return {"Error": {"Code": code, "Message": code}, "RequestId": "r"}

    def _answer(self, body, answer):
        status = {"SerialNo": "", "PhoneNumber": body["PhoneNumberSet"][0], "Code": answer}
        if answer == "ok":
            with self.server.lock:
                self.server.messages.append(body)
                status |= {"Code": "Ok", "SerialNo": f"2640:{len(self.server.messages)}"}
        return {"SendStatusSet": [status], "RequestId": "r"}

    def _fault(self, payload):
        """The provider's own steps, written down anew."""
        match = AUTH.fullmatch(self.headers["Authorization"])
        if match is None or match[1] != KEY or self.headers["X-TC-Version"] != "2021-01-11":
            return "AuthFailure.SecretIdNotFound"
        stamp = self.headers["X-TC-Timestamp"]
        if abs(time.time() - int(stamp)) > 300:
            return "AuthFailure.SignatureExpire"
        names = match[3].split(";")
        values = {"x-tc-action": self.headers["X-TC-Action"].lower()}
        lines = [f"{name}:{values.get(name, self.headers[name])}" for name in names]
        request = ["POST", "/", "", *lines, "", match[3], hashlib.sha256(payload).hexdigest()]
        digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
        text = f"TC3-HMAC-SHA256\n{stamp}\n{match[2]}/sms/tc3_request\n{digest}"
        key = ("TC3" + SECRET).encode()
        for part in (match[2], "sms", "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        right = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        return "" if right == match[4] else "AuthFailure.SignatureFailure"
