#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the models of bench_engines and measures the libraries themselves: engine_models.py FOLDER

Prints one line a model: file, microseconds for one row and for 1,000 rows (medians), called in Python as people do.
"""
import statistics
import sys
import time

import joblib
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression

folder = sys.argv[1]
rng = np.random.default_rng(1)
x = rng.normal(size=(2000, 10))
y = x @ rng.normal(size=10) + x[:, 0] ** 2


def median(call, times):
    call()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1e6


def report(file, predict):
    print(file, round(median(lambda: predict(x[:1]), 200), 1), round(median(lambda: predict(x[:1000]), 30), 1), sep="\t", flush=True)


linear = LinearRegression().fit(x, y)
joblib.dump(linear, f"{folder}/linear.joblib")
report("linear.joblib", linear.predict)
forest = RandomForestRegressor(100, random_state=1, n_jobs=1).fit(x, y)
joblib.dump(forest, f"{folder}/forest.joblib")
report("forest.joblib", forest.predict)
try:
    import xgboost
    booster = xgboost.train({"max_depth": 6, "nthread": 1, "objective": "reg:squarederror"}, xgboost.DMatrix(x, y), 100)
    booster.save_model(f"{folder}/booster.json")
    report("booster.json", lambda rows: booster.predict(xgboost.DMatrix(rows)))
except ImportError:
    pass
