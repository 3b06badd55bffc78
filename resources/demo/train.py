#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the models of the sample library and writes everything that the library is made of.

Run by a developer, not by users; needs Debian's python3-sklearn and python3-onnx:

    /usr/bin/python3 resources/demo/train.py

Reads seattle-weather.csv and writes, beside itself, one ONNX file a version, predictions.csv (what every version
said from its first day on, with what came true as far as it is published) and history.json (what was registered and
decided, when, by whom and why). The output is the same on every run.
"""
import hashlib
import json
import math
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

HERE = Path(__file__).resolve().parent
WEATHER = HERE / "seattle-weather.csv"
COLUMNS = ["temp_max", "temp_min", "precipitation", "wind", "day_of_year"]
YEAR = 365.25
HOLDOUT = 90  # days before a registration that the reported metrics are computed on
# The station's record is published some weeks later: what was predicted for the days after this one has no label
# yet. It is in seattle-weather.csv all the same, from which the labels can be taken in by date.
KNOWN_UNTIL = date(2015, 11, 15)
AUTHOR = {"name": "Robin Ames", "email": "robin@example.org"}


def read_weather():
    rows = []
    for line in WEATHER.read_text().splitlines()[1:]:
        day, rain, high, low, wind, _ = line.split(",")
        rows.append((date.fromisoformat(day), float(high), float(low), float(rain), float(wind)))
    return rows


def weather_digest(rows):
    """SHA-256 of the file as it was when `rows` pairs of days were known."""
    known = WEATHER.read_text().splitlines(keepends=True)[:rows + 2]
    return hashlib.sha256("".join(known).encode()).hexdigest()


class Weather:
    """Today's observations as rows of COLUMNS, and tomorrow's as truth."""

    def __init__(self, rows):
        today, tomorrow = rows[:-1], rows[1:]
        assert all(b[0] - a[0] == timedelta(days=1) for a, b in zip(today, tomorrow))
        self.day = [r[0] for r in tomorrow]  # the day that is predicted
        self.x = np.array([[r[1], r[2], r[3], r[4], r[0].timetuple().tm_yday] for r in today])
        self.high = np.array([r[1] for r in tomorrow])
        self.rain = np.array(["yes" if r[3] > 0 else "no" for r in tomorrow])

    def before(self, day):
        return np.array([d < day for d in self.day])

    def between(self, first, last):
        return np.array([first <= d < last for d in self.day])


def seasonal(x):
    """The columns without the day of the year, and its angle as sine and cosine: what the graphs compute too."""
    angle = x[:, 4] * (2 * math.pi / YEAR)
    return np.column_stack([x[:, :4], np.sin(angle), np.cos(angle)])


# --- ONNX graphs -------------------------------------------------------------------------------------------------

def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, dtype=kind), name)


def season_nodes():
    nodes = [
        helper.make_node("Gather", ["columns", "first_four"], ["measured"], axis=1),
        helper.make_node("Gather", ["columns", "fifth"], ["day"], axis=1),
        helper.make_node("Mul", ["day", "turn"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Cos", ["angle"], ["cosine"]),
        helper.make_node("Concat", ["measured", "sine", "cosine"], ["features"], axis=1),
    ]
    weights = [constant("first_four", [0, 1, 2, 3], np.int64), constant("fifth", [4], np.int64),
               constant("turn", [2 * math.pi / YEAR])]
    return nodes, weights


def linear_node(coefficients, intercept, source, target):
    return helper.make_node("LinearRegressor", [source], [target], domain="ai.onnx.ml", targets=1,
                            coefficients=[float(c) for c in coefficients], intercepts=[float(intercept)])


def below(threshold):
    """The largest 32-bit float that is not above: x <= threshold then says the same of every 32-bit x."""
    nearest = np.float32(threshold)
    return float(nearest if nearest <= threshold else np.nextafter(nearest, np.float32(-np.inf)))


def tree_node(boosted, base, source, target):
    """The sum of a gradient boosting's trees, scaled by the learning rate, on top of `base`."""
    a = {k: [] for k in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    t = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    for number, estimator in enumerate(boosted.estimators_[:, 0]):
        tree = estimator.tree_
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            a["treeids"].append(number)
            a["nodeids"].append(node)
            a["featureids"].append(0 if leaf else int(tree.feature[node]))
            a["values"].append(0.0 if leaf else below(tree.threshold[node]))
            a["modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            a["truenodeids"].append(0 if leaf else int(tree.children_left[node]))
            a["falsenodeids"].append(0 if leaf else int(tree.children_right[node]))
            if leaf:
                t["treeids"].append(number)
                t["nodeids"].append(node)
                t["ids"].append(0)
                t["weights"].append(float(tree.value[node].ravel()[0] * boosted.learning_rate))
    attributes = {f"nodes_{k}": v for k, v in a.items()} | {f"target_{k}": v for k, v in t.items()}
    return helper.make_node("TreeEnsembleRegressor", [source], [target], domain="ai.onnx.ml", n_targets=1,
                            base_values=[float(base)], **attributes)


def classifier_node(coefficients, intercept, source):
    both = [float(c) for c in coefficients] + [-float(c) for c in coefficients]
    return helper.make_node("LinearClassifier", [source], ["label", "probabilities"], domain="ai.onnx.ml",
                            classlabels_strings=["yes", "no"], coefficients=both,
                            intercepts=[float(intercept), -float(intercept)], post_transform="LOGISTIC")


def save(path, name, nodes, weights, outputs, text):
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("columns", TensorProto.FLOAT, [None, len(COLUMNS)])],
        outputs, weights)
    model = helper.make_model(graph, producer_name="vitrine-sample", ir_version=7, opset_imports=[
        helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 2)])
    model.doc_string = text
    onnx.checker.check_model(model)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(model.SerializeToString())


TMAX_OUT = [helper.make_tensor_value_info("temp_max_tomorrow", TensorProto.FLOAT, [None, 1])]
RAIN_OUT = [helper.make_tensor_value_info("label", TensorProto.STRING, [None]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2])]


# --- models: fit(x, y) -> (predict(x), save(path)) -----------------------------------------------------------------

def fit_persistence(x, y):
    model = LinearRegression().fit(x[:, :1], y)

    def write(path):
        save(path, "seattle_tmax", [linear_node([model.coef_[0], 0, 0, 0, 0], model.intercept_, "columns",
                                                "temp_max_tomorrow")], [], TMAX_OUT, "Linear in today's maximum")
    return lambda rows: model.predict(rows[:, :1]), write


def fit_linear(x, y):
    model = LinearRegression().fit(seasonal(x), y)

    def write(path):
        nodes, weights = season_nodes()
        nodes.append(linear_node(model.coef_, model.intercept_, "features", "temp_max_tomorrow"))
        save(path, "seattle_tmax", nodes, weights, TMAX_OUT, "Linear with the season as sine and cosine")
    return lambda rows: model.predict(seasonal(rows)), write


def fit_ridge(x, y):
    """As exact as the boosted trees and fifty times smaller; leans on both temperatures, which move together."""
    features = seasonal(x)
    mean, scale = features.mean(axis=0), features.std(axis=0)
    model = Ridge(alpha=30.0).fit((features - mean) / scale, y)

    def write(path):
        nodes, weights = season_nodes()
        nodes.append(helper.make_node("Scaler", ["features"], ["scaled"], domain="ai.onnx.ml",
                                      offset=[float(m) for m in mean], scale=[float(1 / s) for s in scale]))
        nodes.append(linear_node(model.coef_, model.intercept_, "scaled", "temp_max_tomorrow"))
        save(path, "seattle_tmax", nodes, weights, TMAX_OUT, "Ridge regression with the season")
    return lambda rows: model.predict((seasonal(rows) - mean) / scale), write


def fit_boosting(x, y):
    model = GradientBoostingRegressor(n_estimators=80, max_depth=3, learning_rate=0.06, min_samples_leaf=8,
                                      subsample=0.8, random_state=7).fit(seasonal(x), y)

    def write(path):
        nodes, weights = season_nodes()
        nodes.append(tree_node(model, model.init_.constant_.ravel()[0], "features", "temp_max_tomorrow"))
        save(path, "seattle_tmax", nodes, weights, TMAX_OUT, "Gradient boosting, 80 trees of depth 3")
    return lambda rows: model.predict(seasonal(rows)), write


def fit_logistic(x, y):
    model = LogisticRegression(C=1.0, max_iter=2000).fit(seasonal(x), y == "yes")

    def write(path):
        nodes, weights = season_nodes()
        nodes.append(classifier_node(model.coef_[0], model.intercept_[0], "features"))
        save(path, "seattle_rain", nodes, weights, RAIN_OUT, "Logistic regression")
    return lambda rows: model.predict_proba(seasonal(rows))[:, 1], write


def fit_boosted_classifier(trees):
    def fit(x, y):
        model = GradientBoostingClassifier(n_estimators=trees, max_depth=2, learning_rate=0.07, min_samples_leaf=10,
                                           subsample=0.8, random_state=11).fit(seasonal(x), y == "yes")
        prior = model.init_.class_prior_[1]

        def write(path):
            nodes, weights = season_nodes()
            nodes.append(tree_node(model, math.log(prior / (1 - prior)), "features", "log_odds"))
            nodes.append(classifier_node([1.0], 0.0, "log_odds"))
            save(path, "seattle_rain", nodes, weights, RAIN_OUT, f"Gradient boosting, {trees} trees of depth 2")
        return lambda rows: model.predict_proba(seasonal(rows))[:, 1], write
    return fit


# --- metrics at registration ---------------------------------------------------------------------------------------

def rounded(values):
    return {k: float(f"{v:.4g}") for k, v in values.items()}


def tmax_metrics(truth, estimate):
    e = truth - estimate
    return rounded({"rmse": math.sqrt(np.mean(e ** 2)), "mae": np.mean(np.abs(e)),
                    "rsq": np.corrcoef(truth, estimate)[0, 1] ** 2})


def rain_metrics(truth, p):
    yes = truth == "yes"
    return rounded({"roc_auc": roc_auc_score(yes, p), "accuracy": accuracy_score(yes, p >= 0.5),
                    "mn_log_loss": log_loss(yes, p)})


# --- the story -------------------------------------------------------------------------------------------------------

def at(day, clock="09:30"):
    winter = not (3 < day.month < 11 or (day.month == 3 and day.day >= 14))
    return f"{day.isoformat()}T{clock}:00-0{8 if winter else 7}:00"


TMAX_VERSIONS = [
    ("v1.0.0", date(2013, 1, 7), fit_persistence, "Baseline: tomorrow is a little closer to the mean than today"),
    ("v1.1.0", date(2013, 7, 8), fit_linear, "Add the season and the other measurements"),
    ("v2.0.0", date(2014, 6, 10), fit_boosting, "Gradient boosting in place of the linear model"),
    ("v2.1.0", date(2015, 1, 12), fit_ridge, "Ridge regression in place of the trees, trained on the station's new export"),
    ("v2.2.0", date(2015, 3, 2), fit_ridge, "Retrained after converting the export's minimum to °C"),
]
RAIN_VERSIONS = [
    ("v1.0.0", date(2013, 1, 14), fit_logistic, "Logistic regression on today's weather"),
    ("v1.1.0", date(2013, 10, 4), fit_boosted_classifier(40), "Gradient boosting, 40 trees"),
    ("v1.2.0", date(2014, 11, 14), fit_boosted_classifier(90), "Two more winters of data and 90 trees"),
]
# day, version, stage, why; and for a reason with figures the other version and the first day of the comparison
TMAX_STAGES = [
    (date(2013, 1, 9), "v1.0.0", "production", "First version in use"),
    (date(2013, 7, 9), "v1.1.0", "staging", "Compare for a week"),
    (date(2013, 7, 16), "v1.1.0", "production", "rmse {new:.1f} °C in the trial week, v1.0.0 {old:.1f} °C", ("v1.0.0", date(2013, 7, 9))),
    (date(2014, 6, 11), "v2.0.0", "staging", "Compare for a week"),
    (date(2014, 6, 18), "v2.0.0", "production", "rmse {new:.1f} °C in the trial week, v1.1.0 {old:.1f} °C", ("v1.1.0", date(2014, 6, 11))),
    (date(2015, 1, 13), "v2.1.0", "staging", "Smoke test passed"),
    (date(2015, 1, 15), "v2.1.0", "production", "Scheduled retraining"),
    (date(2015, 2, 9), "v2.0.0", "production", "v2.1.0 was trained on minima in °F, clients send °C: its forecasts are too cold"),
    (date(2015, 3, 3), "v2.2.0", "staging", "Corrected units; watch for a month"),
    (date(2015, 4, 2), "v2.2.0", "production", "A month in staging: rmse {new:.1f} °C, v2.0.0 {old:.1f} °C", ("v2.0.0", date(2015, 3, 3))),
]
RAIN_STAGES = [
    (date(2013, 1, 15), "v1.0.0", "production", "First version in use"),
    (date(2013, 10, 8), "v1.1.0", "production", "Log loss {metric[mn_log_loss]:.2f} on the last {holdout} days"),
    (date(2014, 11, 17), "v1.2.0", "staging", "Compare over a wet month"),
    (date(2015, 1, 5), "v1.2.0", "production", "Log loss {new:.2f} since its first day, v1.1.0 {old:.2f}", ("v1.1.0", date(2014, 11, 17))),
]


def prototype():
    return [
        {"name": "temp_max", "type": "number", "unit": "°C", "example": 12.8, "description": "Today's maximum"},
        {"name": "temp_min", "type": "number", "unit": "°C", "example": 5.0, "description": "Today's minimum"},
        {"name": "precipitation", "type": "number", "unit": "mm", "example": 0.0, "description": "Today's rain and snow"},
        {"name": "wind", "type": "number", "unit": "m/s", "example": 4.7, "description": "Today's mean wind"},
        {"name": "day_of_year", "type": "integer", "example": 161, "description": "Of today, 1 to 366"},
    ]


MODELS = {
    "seattle-tmax": {
        "title": "Tomorrow's maximum temperature in Seattle", "type": "regression",
        "description": "Predicts tomorrow's maximum air temperature from what was measured today.",
        "labels": ["weather", "sample", "daily"], "main_metric": "rmse",
        "target": {"name": "temp_max_tomorrow", "unit": "°C"},
    },
    "seattle-rain": {
        "title": "Will it rain in Seattle tomorrow?", "type": "classification",
        "description": "Probability that any rain or snow is measured tomorrow, from what was measured today.",
        "labels": ["weather", "sample", "daily"], "main_metric": "roc_auc",
        "target": {"name": "rain_tomorrow", "levels": ["yes", "no"]},
    },
}


def card(name, version, message, metrics, rows):
    facts = MODELS[name]
    lines = "\n".join(f"| {metric} | {value:g} |" for metric, value in metrics.items())
    task = "tabular-regression" if facts["type"] == "regression" else "tabular-classification"
    return f"""---
license: gpl-3.0
library_name: onnx
pipeline_tag: {task}
tags: [weather, sample]
---
# {facts['title']}

{facts['description']} It was made to show Vitrine on real observations, not to plan a picnic by.

## Model details

- **Version** {version}, trained on {rows} days of observations
- **New in it** {message}
- **Developed by** {AUTHOR['name']}
- **Format** ONNX, five numeric columns in, one row a day

## Intended use

Next-day forecasts for one station (Seattle-Tacoma airport). Other places, other horizons and climates that change are out of scope.

## Metrics

On the {HOLDOUT} days before the version was registered, with a model that had not seen them:

| metric | value |
|---|---|
{lines}

## Training data

Daily weather of Seattle from 2012 on: NOAA, public domain, as packaged in vega-datasets. Units: °C, mm, m/s.

## Caveats

- One station, at most three years of training data: rare weather is rarely right.
- The model knows nothing of pressure or of the forecast of others.
"""


def train(name, versions, weather, truth_of, metrics_of):
    """Every version: its ONNX file, its entry of the history, and what it predicted from its first day on."""
    events, predictions = [], []
    for version, day, fit, message in versions:
        x, y = weather.x.copy(), truth_of(weather).copy()
        if (name, version) == ("seattle-tmax", "v2.1.0"):
            # The mistake of the story: this export has the day's minimum in °F, which no holdout of the same
            # export can show; the truth and what clients send stay in °C.
            x[:, 1] = x[:, 1] * 9 / 5 + 32
        seen = weather.before(day)
        early = weather.before(day - timedelta(days=HOLDOUT))
        held = weather.between(day - timedelta(days=HOLDOUT), day)
        trial, _ = fit(x[early], y[early])
        metrics = metrics_of(y[held], trial(x[held]))
        predict, write = fit(x[seen], y[seen])
        file = f"{name}/{version}.onnx"
        write(HERE / file)
        later = ~seen
        predictions += zip(np.array(weather.day)[later], [version] * int(later.sum()),
                           truth_of(weather)[later], predict(weather.x[later]))
        events.append({
            "event": "register", "model": name, "version": version, "date": at(day), "message": message, "file": file,
            "metadata": {**MODELS[name], "owners": [AUTHOR["name"]], "licence": "GPL-3.0-or-later",
                         "prototype": prototype(), "metrics": metrics,
                         "packages": {"scikit-learn": "1.2.1", "onnx": "1.12.0"},
                         "training": {"command": "python3 train.py", "data": "seattle-weather.csv",
                                      "data_sha256": weather_digest(int(seen.sum())),
                                      "rows": int(seen.sum()), "until": max(np.array(weather.day)[seen]).isoformat()}},
            "card": card(name, version, message, metrics, int(seen.sum())),
        })
    return events, predictions


def error_of(predictions, version, first, last):
    """rmse, or log loss, of a version over [first, last)."""
    seen = [(truth, estimate) for day, v, truth, estimate in predictions if v == version and first <= day < last]
    if isinstance(seen[0][0], str):
        return float(-np.mean([math.log(p if truth == "yes" else 1 - p) for truth, p in seen]))
    return float(np.sqrt(np.mean([(truth - estimate) ** 2 for truth, estimate in seen])))


def decisions(model, plan, events, predictions):
    """The stage changes of a model; the figures in their reasons are what was known on that day."""
    metrics = {e["version"]: e["metadata"]["metrics"] for e in events}
    changes = []
    for day, version, stage, why, *against in plan:
        figures = {"metric": metrics[version], "holdout": HOLDOUT}
        if against:
            (other, first), = against
            figures["new"] = error_of(predictions, version, first, day)
            figures["old"] = error_of(predictions, other, first, day)
            assert figures["new"] < figures["old"], (model, version)
        changes.append({"event": "assign", "model": model, "version": version, "stage": stage, "date": at(day, "10:15"),
                        "message": why.format(**figures)})
    return changes


def known(day, truth):
    return truth if day <= KNOWN_UNTIL else ""


def main():
    weather = Weather(read_weather())
    tmax, tmax_predictions = train("seattle-tmax", TMAX_VERSIONS, weather, lambda w: w.high, tmax_metrics)
    rain, rain_predictions = train("seattle-rain", RAIN_VERSIONS, weather, lambda w: w.rain, rain_metrics)

    assignments = decisions("seattle-tmax", TMAX_STAGES, tmax, tmax_predictions)
    assignments += decisions("seattle-rain", RAIN_STAGES, rain, rain_predictions)
    alarm = error_of(tmax_predictions, "v2.1.0", date(2015, 1, 19), date(2015, 2, 2))
    assert alarm > 4
    notes = [
        {"event": "note", "model": "seattle-tmax", "version": "v2.1.0", "date": at(date(2015, 2, 9), "10:40"),
         "note": {"text": "Do not use: its training export had the day's minimum in °F.",
                  "labels": ["harmful", "units"]}},
        {"event": "note", "model": "seattle-tmax", "version": "v2.2.0", "date": at(date(2015, 3, 2), "11:00"),
         "note": {"text": "Export converted to °C; the range of each column is now checked before training.",
                  "labels": ["checked"]}},
    ]
    occurrences = [
        {"event": "occurrence", "kind": "note", "model": "seattle-tmax", "version": "", "date": at(date(2014, 12, 1)),
         "message": "The station's new export begins; nobody saw that its minimum is in °F"},
        {"event": "occurrence", "kind": "alert", "model": "seattle-tmax", "version": "v2.1.0",
         "date": at(date(2015, 2, 2)), "message": f"rmse of the last two weeks is {alarm:.1f} °C, above 4 °C"},
    ]
    order = {"register": 0, "note": 1, "assign": 2, "occurrence": 3}
    events = sorted(tmax + rain + assignments + notes + occurrences,
                    key=lambda e: (datetime.fromisoformat(e["date"]), order[e["event"]], e["model"]))
    targets = {name: {"classification": facts["type"] == "classification", **facts["target"]}
               for name, facts in MODELS.items()}
    story = {"author": AUTHOR, "targets": targets, "events": events}
    (HERE / "history.json").write_text(json.dumps(story, indent=1, ensure_ascii=False) + "\n")

    with (HERE / "seattle-tmax" / "predictions.csv").open("w") as out:
        out.write("date,version,truth,estimate\n")
        for day, version, truth, estimate in tmax_predictions:
            out.write(f"{day},{version},{known(day, f'{truth:g}')},{estimate:.3f}\n")
    with (HERE / "seattle-rain" / "predictions.csv").open("w") as out:
        out.write("date,version,truth,estimate,yes,no\n")
        for day, version, truth, p in rain_predictions:
            out.write(f"{day},{version},{known(day, truth)},{'yes' if p >= 0.5 else 'no'},{p:.5f},{1 - p:.5f}\n")
    for event in tmax + rain:
        print(event["model"], event["version"], event["metadata"]["metrics"])


if __name__ == "__main__":
    main()
