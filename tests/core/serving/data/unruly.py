# SPDX-License-Identifier: GPL-3.0-or-later
"""A model that does what models must not do, when its one column says so: python3 unruly.py FILE pickles one."""
import os
import pickle
import signal
import socket
import subprocess
import sys
import time


class Model:
    n_features_in_ = 1

    def fit(self):
        return self

    def get_params(self, deep=True):
        return {}

    def predict(self, data):
        what = int(data[0, 0]) if len(data) else 0
        if what < 0 and what != -12:
            getattr(self, f"do_{-what}")()
        return [1.0] if what == -12 else data[:, 0] * 2

    def do_1(self):
        time.sleep(600)

    def do_2(self):
        while True:
            pass

    def do_3(self):
        self.held = bytearray(1 << 33)

    def do_4(self):
        print("printed by the model")
        os.write(1, b"x" * 1_000_000 + b"\nand the end\n")
        os.write(2, b"to standard error\n")

    def do_5(self):
        for i in range(100_000):
            print("line", i)

    def do_6(self):
        os.write(4, b"this is no frame at all, whatever it is")

    def do_7(self):
        os.close(4)

    def do_8(self):
        os._exit(3)

    def do_9(self):
        os.kill(os.getpid(), signal.SIGSEGV)

    def do_10(self):
        raise ValueError("could not convert 'a' in /home/someone/secret/model.py")

    def do_11(self):
        raise RuntimeError("broken in /home/someone/secret/model.py")

    def do_13(self):
        subprocess.Popen(["sleep", os.environ["PYTHON_TEST_SLEEP"]])

    def do_14(self):
        socket.create_connection(("127.0.0.1", int(os.environ["PYTHON_TEST_PORT"])), 2)

    def do_15(self):
        with open(os.environ["PYTHON_TEST_FILE"], "w") as out:
            out.write("was here")

    def do_16(self):
        os.close(3)
        os._exit(0)


class Boobytrap:
    def __reduce__(self):
        return os.mkdir, (os.environ["PYTHON_TEST_FILE"],)


class Slow:
    def __reduce__(self):
        return time.sleep, (600,)


if __name__ == "__main__":
    import unruly
    for name, made in (("model", unruly.Model()), ("trap", unruly.Boobytrap()), ("slow", unruly.Slow())):
        with open(f"{sys.argv[1]}/{name}.pkl", "wb") as out:
            pickle.dump(made, out)
