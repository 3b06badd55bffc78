#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains XGBoost models of every kind and writes what Python's xgboost answers: make_xgboost_models.py FOLDER

FOLDER/cases.json is a list of {name, file, prototype, rows, prediction, probabilities, levels}, as
make_python_models.py writes it.
"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
import xgboost as xgb

warnings.simplefilter("ignore")
folder = sys.argv[1]
cases = []
rng = np.random.default_rng(7)
x = pd.DataFrame(rng.normal(size=(300, 5)).astype(np.float32).astype(float), columns=["a", "b", "c d", "ä", "\"q\""])
x["n"] = rng.integers(-3, 40, 300)
y = x["a"] * 2 + x["b"] ** 2 - 0.1 * x["n"] + rng.normal(size=300) * 0.1
gaps = x.copy()
gaps.iloc[::3, 0] = np.nan
gaps.iloc[::5, 3] = np.nan
few = x.iloc[::37]
few_gaps = gaps.iloc[::37]
three = pd.qcut(y, 3, labels=False).to_numpy()
two = (y > y.median()).astype(int).to_numpy()


def add(name, model, rows, prediction, probabilities=None, levels=None, ending="json", whole=False, prototype=None):
    file = f"{name}.{ending}"
    model.save_model(f"{folder}/{file}")
    prototype = prototype or [{"name": column, "type": "integer" if rows[column].dtype.kind in "iu" else "number"} for column in rows]
    records = [{key: None if isinstance(value, float) and np.isnan(value) else value for key, value in record.items()}
               for record in rows.to_dict("records")]
    prediction = np.asarray(prediction)
    values = [[float(v) for v in row] for row in prediction] if prediction.ndim > 1 else [int(v) if whole else float(v) for v in prediction]
    cases.append({"name": name, "file": file, "prototype": prototype, "rows": records, "prediction": values,
                  "probabilities": None if probabilities is None else [[float(v) for v in row] for row in np.asarray(probabilities)],
                  "levels": levels})


def train(objective, label, rows=x, rounds=12, **settings):
    settings = {"objective": objective, "max_depth": 4, "nthread": 1, "seed": 1, **settings}
    return xgb.train(settings, xgb.DMatrix(rows, label), rounds)


for ending in ("json", "ubj", "deprecated"):
    model = train("reg:squarederror", y)
    add(f"regression in {ending}", model, few, model.predict(xgb.DMatrix(few)), ending=ending)
for objective, label in (("reg:logistic", two), ("count:poisson", np.abs(three)), ("reg:tweedie", np.abs(y)), ("rank:pairwise", three),
                         ("binary:logitraw", two), ("reg:absoluteerror", y), ("survival:cox", np.abs(y) + 0.1)):
    model = train(objective, label)
    add(objective.replace(":", " "), model, few, model.predict(xgb.DMatrix(few)))
model = train("reg:squarederror", y, gaps)
add("missing values", model, few_gaps, model.predict(xgb.DMatrix(few_gaps)), ending="ubj")
model = train("reg:squarederror", y, booster="dart", rate_drop=0.5)
add("dart", model, few, model.predict(xgb.DMatrix(few)))
model = train("reg:squarederror", y, booster="gblinear")
add("linear", model, few, model.predict(xgb.DMatrix(few)))
model = train("reg:squarederror", y, num_parallel_tree=4, subsample=0.5)
add("forest of parallel trees", model, few, model.predict(xgb.DMatrix(few)))

for ending in ("json", "ubj", "deprecated"):
    model = train("binary:logistic", two)
    p = model.predict(xgb.DMatrix(few))
    add(f"two classes in {ending}", model, few, p > 0.5, np.column_stack([np.float32(1) - p, p]), ["0", "1"], ending, whole=True)
    model = train("multi:softprob", three, num_class=3)
    p = model.predict(xgb.DMatrix(few))
    add(f"three classes in {ending}", model, few, p.argmax(axis=1), p, ["0", "1", "2"], ending, whole=True)
model = train("binary:hinge", two)
add("hinge", model, few, model.predict(xgb.DMatrix(few)), whole=True)
model = train("multi:softmax", three, num_class=3)
same = train("multi:softprob", three, num_class=3)
add("softmax", model, few, model.predict(xgb.DMatrix(few)), same.predict(xgb.DMatrix(few)), ["0", "1", "2"], whole=True)

wrapper = xgb.XGBClassifier(n_estimators=60, max_depth=4, n_jobs=1, early_stopping_rounds=3, learning_rate=0.6)
wrapper.fit(x[:200], three[:200], eval_set=[(x[200:], three[200:])], verbose=False)
add("wrapper that stopped early", wrapper, few, wrapper.predict(few), wrapper.predict_proba(few), ["0", "1", "2"], whole=True)
wrapper = xgb.XGBRegressor(n_estimators=10, n_jobs=1).fit(x.to_numpy(), np.column_stack([y, -y]))
add("two targets without names", wrapper, few, wrapper.predict(few.to_numpy()))

levels = ["green", "red", "blue"]
colours = x.assign(colour=pd.Categorical.from_codes(rng.integers(0, 3, 300), levels))
model = xgb.train({"objective": "reg:squarederror", "tree_method": "approx", "max_cat_to_onehot": 1, "nthread": 1},
                  xgb.DMatrix(colours, y + 3.0 * (colours["colour"] == "red"), enable_categorical=True), 8)
chosen = colours.iloc[::37]
columns = [{"name": column, "type": "integer" if column == "n" else "number"} for column in few]
add("categories", model, chosen.assign(colour=chosen["colour"].astype(str)), model.predict(xgb.DMatrix(chosen, enable_categorical=True)),
    prototype=columns + [{"name": "colour", "type": "category", "levels": levels}])

with open(f"{folder}/cases.json", "w") as out:
    json.dump(cases, out)
