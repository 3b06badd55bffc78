#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers predictions of one Python model over two pipes: descriptor 3 brings requests, 4 takes answers.

The frames are described in core/serving/worker/workerframe.h. Standard output and standard error are the log. Only the
standard library is imported before a model asks for more; NumPy, which every model needs, first of all.
"""
import json
import os
import struct
import sys
import traceback
import warnings

REQUESTS, ANSWERS = 3, 4
MAGIC, PROTOCOL = 0x4B575456, 1
HELLO, LOAD, LOADED, PREDICT, ANSWER, FAILED = range(1, 7)
FLOAT64, INT64, INT32, BOOL, TEXT, CODE, DATE, MOMENT, FLOAT32 = range(1, 10)
VALUE, LABEL, PROBABILITIES = range(3)
HEAD = struct.Struct("<IBBHQQ")
REQUEST_HEAD = struct.Struct("<IIII")
CELL_HEAD = struct.Struct("<BBHIQ")
ANSWER_HEAD = struct.Struct("<IIQ")
COLUMN_HEAD = struct.Struct("<BBBBIIIQQ")

# Where a module is when it is missing: its name for pip, and Debian's package.
PACKAGES = {
    "numpy": ("numpy", "python3-numpy"), "pandas": ("pandas", "python3-pandas"), "joblib": ("joblib", "python3-joblib"),
    "sklearn": ("scikit-learn", "python3-sklearn"), "scipy": ("scipy", "python3-scipy"),
    "statsmodels": ("statsmodels", "python3-statsmodels"), "xgboost": ("xgboost", "python3-xgboost"),
    "torch": ("torch", "python3-torch"), "cloudpickle": ("cloudpickle", "python3-cloudpickle"),
    "patsy": ("patsy", "python3-patsy"), "lz4": ("lz4", "python3-lz4"), "yaml": ("PyYAML", "python3-yaml"),
    "skops": ("skops", None), "mlflow": ("mlflow", None), "lightgbm": ("lightgbm", None), "catboost": ("catboost", None),
    "keras": ("keras", None), "tensorflow": ("tensorflow", None),
}


class Unfit(Exception):
    """The model cannot be served; says why. `kind` as in the protocol."""

    def __init__(self, message, kind="load"):
        super().__init__(message)
        self.kind = kind


# --- frames ------------------------------------------------------------------------------------------------


def read_frame():
    """Kind, number and body of the next frame; None at the end."""
    data = os.read(REQUESTS, 65536)
    if not data:
        return None
    while len(data) < HEAD.size:
        data += os.read(REQUESTS, 65536) or sys.exit(0)
    magic, protocol, kind, _, number, length = HEAD.unpack_from(data)
    if magic != MAGIC or protocol != PROTOCOL:
        sys.exit("worker.py: the server speaks another protocol")
    have = len(data) - HEAD.size
    if have == length:
        return kind, number, data[HEAD.size:]
    body = bytearray(length)
    body[:have] = data[HEAD.size:]
    view = memoryview(body)
    while have < length:
        got = os.readv(REQUESTS, [view[have:]])
        if got == 0:
            sys.exit(0)
        have += got
    return kind, number, bytes(body)


def write_frame(kind, number, *parts):
    body = b"".join(parts)
    data = memoryview(HEAD.pack(MAGIC, PROTOCOL, kind, 0, number, len(body)) + body)
    while data:
        data = data[os.write(ANSWERS, data):]


def pack_text(text):
    data = str(text).encode("utf-8", "replace")
    return struct.pack("<I", len(data)) + data


def pack_fields(fields):
    parts = [struct.pack("<I", len(fields))]
    for key, values in fields.items():
        values = [values] if isinstance(values, str) else list(values)
        parts += [pack_text(key), struct.pack("<I", len(values)), *map(pack_text, values)]
    return b"".join(parts)


def unpack_fields(body):
    at = 0

    def count():
        nonlocal at
        at += 4
        return struct.unpack_from("<I", body, at - 4)[0]

    def text():
        nonlocal at
        size = count()
        at += size
        return body[at - size:at].decode("utf-8")

    fields = {}
    for _ in range(count()):
        key = text()
        fields[key] = [text() for _ in range(count())]
    return fields


def padded(data):
    return data + b"\0" * (-len(data) % 8)


# --- requests ----------------------------------------------------------------------------------------------


class Rows:
    """A batch of rows in columns; as a DataFrame or a matrix, whichever the model wants."""

    def __init__(self, columns, body):
        self.columns = columns  # name, type, levels
        self.rows, count, self.everything, _ = REQUEST_HEAD.unpack_from(body)
        self.arrays = []
        at = REQUEST_HEAD.size
        for _ in range(count):
            at = self._read(body, at)

    def _read(self, body, at):
        code, has_validity, _, _, size = CELL_HEAD.unpack_from(body, at)
        at += CELL_HEAD.size
        valid = None
        if has_validity:
            length = (self.rows + 7) // 8
            bits = np.frombuffer(body, np.uint8, length, at)
            valid = np.unpackbits(bits, bitorder="little")[:self.rows].astype(bool)
            at += length + (-length % 8)
        self.arrays.append((code, self._array(code, body, at, valid), valid))
        return at + size + (-size % 8)

    def _array(self, code, body, at, valid):
        if code in (FLOAT64, DATE, MOMENT):
            return np.frombuffer(body, np.float64, self.rows, at)
        if code in (INT32, CODE):
            return np.frombuffer(body, np.int32, self.rows, at)
        if code == INT64:
            values = np.frombuffer(body, np.int64, self.rows, at)
        elif code == BOOL:
            values = np.frombuffer(body, np.uint8, self.rows, at).astype(bool)
        else:
            return self._texts(body, at, valid)
        # As pandas reads a missing whole number or truth value.
        return values if valid is None else np.where(valid, values.astype(np.float64), np.nan)

    def _texts(self, body, at, valid):
        offsets = np.frombuffer(body, np.uint32, self.rows + 1, at).tolist()
        at += 4 * (self.rows + 1)
        texts = np.empty(self.rows, object)
        for i in range(self.rows):
            texts[i] = body[at + offsets[i]:at + offsets[i + 1]].decode("utf-8") if valid is None or valid[i] else None
        return texts

    def is_numeric(self):
        return all(code in (FLOAT64, INT64, INT32, BOOL) for code, _, _ in self.arrays)

    def matrix(self):
        return np.column_stack([array for _, array, _ in self.arrays]) if self.arrays else np.empty((self.rows, 0))

    def frame(self, categories=False):
        import pandas
        series = {}
        for (name, _, levels), (code, array, _) in zip(self.columns, self.arrays):
            if code == CODE and categories:
                series[name] = pandas.Categorical.from_codes(array, levels)
            elif code == CODE:
                known = np.array(list(levels) + [None], object)
                series[name] = known[array]  # -1 is the last one
            elif code == DATE:
                series[name] = pandas.to_datetime(array, unit="D")
            elif code == MOMENT:
                series[name] = pandas.to_datetime(array, unit="s")
            else:
                series[name] = array
        return pandas.DataFrame(series, index=pandas.RangeIndex(self.rows), copy=False)


# --- answers -----------------------------------------------------------------------------------------------


def pack_column(name, values, role=VALUE, levels=()):
    """One column of an answer from an array of one value, or one row of values, a row."""
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    values = np.asarray(values)
    if values.ndim == 0:
        values = values.reshape(1)
    width = 1 if values.ndim == 1 else int(np.prod(values.shape[1:]))
    code, data, valid = pack_values(np.ascontiguousarray(values).reshape(-1))
    name = str(name).encode("utf-8")
    packed = b"".join(pack_text(level) for level in levels)
    head = COLUMN_HEAD.pack(code, 0 if valid is None else 1, role, 0, width, len(name), len(levels), len(packed), len(data))
    bits = b"" if valid is None else padded(np.packbits(valid, bitorder="little").tobytes())
    return b"".join((head, padded(name), padded(packed), bits, padded(data)))


def pack_values(values):
    kind = values.dtype.kind
    if kind == "f":
        if values.dtype == np.float32 or values.dtype == np.float16:
            return FLOAT32, values.astype("<f4", copy=False).tobytes(), None
        return FLOAT64, values.astype("<f8", copy=False).tobytes(), None
    if kind == "b":
        return BOOL, values.astype(np.uint8).tobytes(), None
    if kind in "iu":
        if values.dtype == np.uint64 and values.size and values.max() > np.iinfo(np.int64).max:
            return FLOAT64, values.astype("<f8").tobytes(), None
        return INT64, values.astype("<i8", copy=False).tobytes(), None
    if kind == "O" and all(isinstance(each, (int, float, np.number)) or each is None for each in values):
        return FLOAT64, np.array([np.nan if each is None else each for each in values], "<f8").tobytes(), None
    if kind in "Mm":
        values = values.astype(str)
    missing = [each is None or each != each for each in values] if kind == "O" else [False] * len(values)
    texts = [b"" if gone else str(each).encode("utf-8") for each, gone in zip(values, missing)]
    offsets = np.zeros(len(texts) + 1, "<u4")
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    return TEXT, offsets.tobytes() + b"".join(texts), np.array([not gone for gone in missing]) if any(missing) else None


# --- models ------------------------------------------------------------------------------------------------


class Model:
    """What every kind of model tells: `columns` (name, type, levels) that it knows by itself, `platform`, `classifier`,
    `levels`. predict() gives packed columns."""

    platform = "python_model"
    classifier = False
    levels = ()
    columns = ()
    counted = 0  # columns that it takes, when it does not know their names

    def predict(self, rows):
        raise NotImplementedError


class Estimator(Model):
    """scikit-learn's interface: predict, and for classifiers predict_proba."""

    def __init__(self, model, platform):
        self.model = model
        self.platform = platform
        self.names = [str(name) for name in getattr(model, "feature_names_in_", ())]
        self.counted = int(getattr(model, "n_features_in_", 0) or 0)
        kinds = column_kinds(model)
        self.columns = [(name, *kinds.get(name, ("number", ()))) for name in self.names]
        self.probable = hasattr(model, "predict_proba")
        classes = getattr(model, "classes_", None)
        self.classifier = classes is not None and (self.probable or getattr(model, "_estimator_type", "") == "classifier")
        if self.classifier and not isinstance(classes, list):
            self.levels = [str(each) for each in classes]
        self.plain = is_plain(model)

    def predict(self, rows):
        data = self.data(rows)
        answer = self.model.predict(data)
        if not self.classifier or np.ndim(answer) > 1:
            return [pack_column("predict", answer)]
        columns = [pack_column("predict", answer, LABEL)]
        if rows.everything and self.probable:
            columns.append(pack_column("predict_proba", self.model.predict_proba(data), PROBABILITIES, self.levels))
        return columns

    def data(self, rows):
        """A matrix where names do not matter, which is ten times as fast as a DataFrame."""
        given = [name for name, _, _ in rows.columns]
        if self.plain and rows.is_numeric() and (not self.names or self.names == given):
            return rows.matrix()
        if not self.names and rows.is_numeric():
            return rows.matrix()
        frame = rows.frame()
        return frame[self.names] if self.names and self.names != given else frame


def is_plain(model):
    """One of scikit-learn's own estimators that holds no other: it takes a matrix for a DataFrame."""
    if not type(model).__module__.startswith("sklearn.") or not hasattr(model, "get_params"):
        return False
    if type(model).__name__ in ("Pipeline", "ColumnTransformer", "FeatureUnion", "FunctionTransformer"):
        return False
    return not any(hasattr(value, "fit") or callable(value) for value in model.get_params(deep=False).values())


def column_kinds(model):
    """Columns that encoders at the front of a pipeline hold text or levels for."""
    kinds = {}
    steps = getattr(model, "steps", None)
    first = steps[0][1] if steps else model
    for _, transformer, names in getattr(first, "transformers_", ()):
        inner = getattr(transformer, "steps", None)
        encoder = next((step for _, step in inner if hasattr(step, "categories_")), None) if inner else transformer
        categories = getattr(encoder, "categories_", None)
        if categories is None or isinstance(names, slice) or not hasattr(names, "__iter__"):
            continue
        for name, levels in zip(names, categories):
            if getattr(levels, "dtype", None) is not None and levels.dtype.kind in "OUS":
                known = [str(level) for level in levels if level is not None and level == level]
                tolerant = getattr(encoder, "handle_unknown", "error") != "error"
                kinds[str(name)] = ("string", ()) if tolerant else ("category", known)
    return kinds


class Regression(Model):
    """Results of statsmodels."""

    platform = "statsmodels_pickle"

    def __init__(self, model):
        self.model = model
        inner = getattr(model, "model", None)
        data = getattr(inner, "data", None)
        design = getattr(data, "design_info", None)
        self.formula = design is not None or getattr(inner, "formula", None) is not None
        self.names = [] if self.formula else [str(name) for name in getattr(inner, "exog_names", None) or ()]
        self.columns = [(name, "number", ()) for name in self.names if name not in ("const", "Intercept")]
        if design is not None:
            self.columns = self.formula_columns(design)

    @staticmethod
    def formula_columns(design):
        columns = []
        for factor, info in design.factor_infos.items():
            if not factor.name().isidentifier():
                return []
            levels = [str(each) for each in info.categories] if info.type == "categorical" else ()
            columns.append((factor.name(), "category" if levels else "number", levels))
        return columns

    def predict(self, rows):
        frame = rows.frame()
        if not self.formula:
            for name in self.names:
                if name in ("const", "Intercept") and name not in frame:
                    frame[name] = 1.0
            if all(name in frame for name in self.names):
                frame = frame[self.names]
            return [pack_column("predict", self.model.predict(frame.to_numpy(dtype=float)))]
        return [pack_column("predict", self.model.predict(frame))]


class Booster(Model):
    """A booster of XGBoost that was pickled on its own."""

    platform = "xgboost_pickle"

    def __init__(self, model):
        self.model = model
        learner = json.loads(model.save_config())["learner"]
        self.objective = learner["objective"]["name"]
        self.classifier = self.objective.startswith(("binary:logistic", "multi:"))
        classes = int(learner["learner_model_param"]["num_class"])
        self.levels = [str(i) for i in range(max(2, classes))] if self.classifier else []
        names, types = model.feature_names or [], model.feature_types or []
        self.categories = "c" in types
        kinds = {"c": "category", "int": "integer", "i": "boolean"}
        self.columns = [(name, kinds.get(kind, "number"), ()) for name, kind in zip(names, types or [""] * len(names))]
        self.counted = int(model.num_features())

    def predict(self, rows):
        import xgboost
        data = rows.frame(categories=True) if self.model.feature_names else rows.matrix()
        if self.model.feature_names:
            data = data[self.model.feature_names]
        matrix = xgboost.DMatrix(data, enable_categorical=self.categories)
        answer = self.model.predict(matrix)
        if not self.classifier:
            return [pack_column("predict", answer)]
        if self.objective == "multi:softmax":
            return [pack_column("label", answer.astype(np.int64), LABEL)]
        if self.objective == "binary:logistic":
            answer = np.column_stack([1 - answer, answer])
        label = (answer[:, 1] > 0.5).astype(np.int64) if answer.shape[1] == 2 else answer.argmax(axis=1)
        columns = [pack_column("label", label, LABEL)]
        if rows.everything:
            columns.append(pack_column("probabilities", answer, PROBABILITIES, self.levels))
        return columns


class Network(Model):
    """A module of PyTorch that takes one matrix."""

    platform = "pytorch_torchscript"

    def __init__(self, module, torch):
        self.module = module.eval()
        self.torch = torch
        first = next((each for each in module.modules() if hasattr(each, "in_features")), None)
        self.counted = int(first.in_features) if first is not None else 0

    def predict(self, rows):
        with self.torch.inference_mode():
            answer = self.module(self.torch.from_numpy(rows.matrix().astype(np.float32)))
        if isinstance(answer, (tuple, list)):
            answer = answer[0]
        values = answer.numpy()
        return [pack_column("predict", values.reshape(-1) if values.ndim == 2 and values.shape[1] == 1 else values)]


class Anything(Model):
    """Whatever else has a predict method that takes a DataFrame."""

    def __init__(self, model, platform="python_model"):
        self.model = model
        self.platform = platform
        names = getattr(model, "feature_name", None) or getattr(model, "feature_names_", None)
        names = names() if callable(names) else names
        self.columns = [(str(name), "number", ()) for name in names or ()]

    def predict(self, rows):
        answer = self.model.predict(rows.frame())
        if hasattr(answer, "columns"):
            return [pack_column(name, answer[name]) for name in answer.columns]
        return [pack_column("predict", answer)]


# --- loading -----------------------------------------------------------------------------------------------


def load_pickle(path):
    import pickle
    with open(path, "rb") as file:
        return pickle.load(file)


def load_joblib(path):
    import joblib
    return joblib.load(path)


def load_skops(path):
    from skops import io
    # Its types were judged by whoever trusted the file.
    names = io.get_untrusted_types(file=path)
    return io.load(path, trusted=names)


def load_torch(path):
    import torch
    try:
        return torch.load(path, map_location="cpu", weights_only=False)
    except TypeError:  # before PyTorch 1.13
        return torch.load(path, map_location="cpu")


def load_torchscript(path):
    import torch
    return torch.jit.load(path, map_location="cpu")


def load_lightgbm(path):
    import lightgbm
    return lightgbm.Booster(model_file=path)


def load_catboost(path):
    import catboost
    return catboost.CatBoost().load_model(path)


def load_keras(path):
    import keras
    return keras.models.load_model(path)


LOADERS = {
    "pickle": load_pickle, "joblib": load_joblib, "skops": load_skops, "pytorch": load_torch, "pytorch-legacy": load_torch,
    "torchscript": load_torchscript, "lightgbm": load_lightgbm, "catboost": load_catboost, "keras": load_keras,
    "hdf5": load_keras,
}


def load_mlflow(path, fields):
    """The model in a folder that MLflow wrote; without MLflow where the flavour is a plain file."""
    loader = first(fields, "mlflow.loader")
    file = os.path.join(path, first(fields, "mlflow.file") or "")
    code = os.path.join(path, first(fields, "mlflow.code") or "code")
    if os.path.isdir(code):
        sys.path.insert(0, code)
    if loader == "mlflow.sklearn":
        if file.endswith(".skops"):
            return load_skops(file)
        return load_joblib(file) if first(fields, "mlflow.serialization") == "joblib" else load_pickle(file)
    if loader == "mlflow.statsmodels":
        return load_pickle(file)
    if loader == "mlflow.xgboost":
        import xgboost
        booster = xgboost.Booster()
        booster.load_model(file)
        return booster
    if loader == "mlflow.lightgbm":
        return load_lightgbm(file)
    import mlflow.pyfunc
    return mlflow.pyfunc.load_model(path)


def first(fields, key):
    return (fields.get(key) or [""])[0]


def wrap(model, name):
    module = type(model).__module__.split(".")[0]
    bases = {base.__module__.split(".")[0] + "." + base.__name__ for base in type(model).__mro__}
    if "xgboost.Booster" in bases:
        return Booster(model)
    if "torch.Module" in bases:
        import torch
        return Network(model, torch)
    if module == "statsmodels" and hasattr(model, "predict"):
        return Regression(model)
    if isinstance(model, dict) and model and all(type(value).__module__.startswith("torch") for value in model.values()):
        raise Unfit("it holds weights only; save the whole model with torch.save(model, …) or torch.jit.script", "unsupported")
    if not callable(getattr(model, "predict", None)):
        raise Unfit(f"it holds a {type(model).__name__}, which has no predict method", "unsupported")
    if hasattr(model, "fit") and hasattr(model, "get_params"):
        return Estimator(model, module + "_" + name)
    return Anything(model, module + "_" + name)


def check_columns(model, columns):
    """The model's own columns must be among those of the prototype."""
    given = [name for name, _, _ in columns]
    missing = [name for name, _, _ in model.columns if name not in given]
    if given and missing:
        raise Unfit("the model needs the column" + ("s " if len(missing) > 1 else " ") + ", ".join(missing[:10]), "input")
    if given and not model.columns and model.counted and model.counted != len(given):
        raise Unfit(f"it has {len(given)} columns and the model takes {model.counted}", "input")


def loaded_fields(model):
    columns = list(model.columns) or [(str(i), "number", ()) for i in range(model.counted)]
    fields = {
        "platform": model.platform, "classifier": "1" if model.classifier else "0", "levels": list(model.levels),
        "names": [name for name, _, _ in columns], "types": [kind for _, kind, _ in columns],
        "versions": [f"Python {sys.version.split()[0]}"] + [
            f"{PACKAGES[name][0]} {sys.modules[name].__version__}" for name in PACKAGES
            if hasattr(sys.modules.get(name), "__version__")],
    }
    for i, (_, _, levels) in enumerate(columns):
        if levels:
            fields[f"levels.{i}"] = list(levels)
    return fields


def load(fields):
    global np
    import numpy as np
    warnings.filterwarnings("ignore", message="X does not have valid feature names")
    path, kind = first(fields, "path"), first(fields, "format")
    if kind == "mlflow":
        loaded = load_mlflow(path, fields)
    elif kind in LOADERS:
        loaded = LOADERS[kind](path)
    else:
        raise Unfit(f"files of the format {kind} cannot be loaded in Python", "unsupported")
    model = wrap(loaded, kind)
    columns = [(name, kind, fields.get(f"column.levels.{i}", []))
               for i, (name, kind) in enumerate(zip(fields.get("column.names", []), fields.get("column.types", [])))]
    check_columns(model, columns)
    if not columns:
        columns = list(model.columns) or [(str(i), "number", ()) for i in range(model.counted)]
    return model, columns


def failure_of_load(error):
    if isinstance(error, ImportError) and error.name:
        module = error.name.split(".")[0]
        package, debian = PACKAGES.get(module, (module, None))
        system = sys.prefix.startswith("/usr") and sys.prefix == sys.base_prefix
        install = f"apt install {debian}" if debian and system else f"pip install {package}"
        return {"kind": "package", "package": package, "install": install, "message": str(error)}
    if isinstance(error, Unfit):
        return {"kind": error.kind, "message": str(error)}
    if isinstance(error, MemoryError):
        return {"kind": "load", "message": "it needs more memory than a worker may have"}
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, AttributeError) and "__main__" in str(error):
        message = (f"{error}: it was defined in the script that made the model. Put it into a module that can be imported, "
                   "and save the model again")
    return {"kind": "load", "message": message, "detail": traceback.format_exc()}


def failure_of_predict(error):
    if isinstance(error, MemoryError):
        return {"kind": "memory", "message": "out of memory"}
    kind = "input" if isinstance(error, (ValueError, TypeError, KeyError, IndexError)) else "model"
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return {"kind": kind, "message": f"{type(error).__name__}: {lines[0][:500].rstrip('.')}"}


def main():
    write_frame(HELLO, 0, pack_fields({"language": "python", "version": sys.version.split()[0], "integers": "64"}))
    model, columns = None, []
    while True:
        frame = read_frame()
        if frame is None:
            return
        kind, number, body = frame
        try:
            if kind == LOAD:
                model, columns = load(unpack_fields(body))
                write_frame(LOADED, number, pack_fields(loaded_fields(model)))
            elif kind == PREDICT:
                rows = Rows(columns, body)
                answer = model.predict(rows) if rows.rows else []
                write_frame(ANSWER, number, ANSWER_HEAD.pack(rows.rows, len(answer), 0), *answer)
        except Exception as error:  # whatever a model may raise
            if kind == LOAD:
                write_frame(FAILED, number, pack_fields(failure_of_load(error)))
                return
            failure = failure_of_predict(error)
            if failure["kind"] == "model":
                traceback.print_exc()
            write_frame(FAILED, number, pack_fields(failure))


if __name__ == "__main__":
    main()
