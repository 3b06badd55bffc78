#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server as users have them, in the standard library: rowserver.py PORT FORM [crash|slow|never]

Answers 2 * x + 1 for records, in MLflow's, vetiver's or the Open Inference Protocol's words; with the form "own"
it has an API of its own and says what it was asked.
"""
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

form, mood = sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""
if mood == "exit":
    sys.exit("rowserver: no model in /home/someone/models")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def plain(self, text):
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))

    def do_HEAD(self):
        self.plain("")

    def do_GET(self):
        if form == "own" and self.path != "/health":
            return self.plain(f"GET {self.path}")
        self.answer(503 if mood == "never" else 200, {"status": "ok"})

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        print("asked", self.path, flush=True)
        if form == "own" and b"crash" in sent:
            os._exit(9)
        if form == "own" and b"refuse" in sent:
            return self.answer(418, {"error": "no tea"})
        if form == "own":
            return self.plain(f"{self.path} {self.headers['Content-Type']} {sent.decode()}")
        body = json.loads(sent)
        if form == "oip":
            xs = next(each["data"] for each in body["inputs"] if each["name"] == "x")
        else:
            records = body["dataframe_records"] if form == "mlflow" else body
            xs = [record["x"] for record in records]
        if any(x == -1 for x in xs):
            os._exit(9)
        if any(x == -2 for x in xs):
            time.sleep(30)
        if any(x == -3 for x in xs):
            return self.answer(400, {"error_code": "BAD_REQUEST", "message": "x must not be -3, says /srv/model.py"})
        if any(x == -4 for x in xs):
            return self.answer(200, {"predictions": [1]})
        if any(x == -5 for x in xs):
            return self.answer(500, {"detail": "it broke"})
        answers = [None if x is None else 2 * x + 1 for x in xs]
        if form == "mlflow":
            self.answer(200, {"predictions": answers})
        elif form == "vetiver":
            self.answer(200, [{".pred": answer, ".pred_class": "high" if answer > 5 else "low"} for answer in answers])
        else:
            self.answer(200, {"model_name": "m", "outputs": [{"name": "y", "datatype": "FP64", "shape": [len(answers)], "data": answers}]})

    def log_message(self, *args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
