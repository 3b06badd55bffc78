#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains models with the real libraries and writes what they answer: python3 make_python_models.py FOLDER

FOLDER/cases.json is a list of {name, file, prototype, rows, prediction, probabilities, levels}: the rows as JSON records,
the predictions as the library gave them, in full precision. Cases whose library is not installed are left out.
"""
import json
import pickle
import sys
import warnings

import joblib
import numpy as np
import pandas as pd
from sklearn import datasets, linear_model, ensemble, pipeline, preprocessing, compose, impute, svm, cluster, neighbors

warnings.simplefilter("ignore")
folder = sys.argv[1]
cases = []


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None if np.isnan(value) else str(value)
    return value


def column(name, values, levels=None):
    kind = "number"
    if levels is not None:
        kind = "category"
    elif values.dtype.kind == "O":
        kind = "string"
    elif values.dtype.kind == "b":
        kind = "boolean"
    elif values.dtype.kind in "iu":
        kind = "integer"
    entry = {"name": name, "type": kind}
    if levels is not None:
        entry["levels"] = levels
    return entry


def add(name, file, frame, prediction, probabilities=None, levels=None, categories=(), prototype=None):
    records = [{key: plain(value) for key, value in record.items()} for record in frame.to_dict("records")]
    if prototype is None:
        prototype = [column(key, frame[key], dict(categories).get(key)) for key in frame.columns]
    cases.append({"name": name, "file": file, "prototype": prototype, "rows": records, "prediction": plain(np.asarray(prediction)),
                  "probabilities": None if probabilities is None else plain(np.asarray(probabilities)),
                  "levels": None if levels is None else [str(level) for level in levels]})


def save(model, name, how="joblib"):
    file = f"{name}.{'joblib' if how == 'joblib' else 'pkl'}"
    path = f"{folder}/{file}"
    if how == "joblib":
        joblib.dump(model, path)
    elif how == "compressed":
        joblib.dump(model, path, compress=("xz", 3))
    elif how == "cloudpickle":
        import cloudpickle
        with open(path, "wb") as out:
            cloudpickle.dump(model, out)
    else:
        with open(path, "wb") as out:
            pickle.dump(model, out, protocol=how)
    return file


def estimator(name, model, x, y, test, how="joblib", **more):
    model.fit(x, y)
    values = test.to_numpy() if isinstance(x, np.ndarray) else test
    proba = model.predict_proba(values) if hasattr(model, "predict_proba") else None
    add(name, save(model, name, how), test, model.predict(values), proba, getattr(model, "classes_", None) if proba is not None else None,
        **more)


iris = datasets.load_iris(as_frame=True)
iris_x, iris_y = iris.data, iris.target
species = iris.target_names[iris_y].astype(object)
diabetes = datasets.load_diabetes(as_frame=True)
few = iris_x.iloc[::29]

estimator("linear regression", linear_model.LinearRegression(), diabetes.data, diabetes.target, diabetes.data.iloc[::40])
estimator("linear regression without names", linear_model.LinearRegression(), iris_x.to_numpy()[:, :3], iris_x.iloc[:, 3],
          few.iloc[:, :3])
estimator("logistic regression", linear_model.LogisticRegression(max_iter=500), iris_x, iris_y, few, how=4)
estimator("logistic regression of texts", linear_model.LogisticRegression(max_iter=500), iris_x, species, few, how=0)
estimator("random forest", ensemble.RandomForestClassifier(50, random_state=1), iris_x, species, few)
estimator("random forest compressed", ensemble.RandomForestClassifier(20, random_state=1), iris_x, species, few, how="compressed")
estimator("gradient boosting", ensemble.GradientBoostingRegressor(random_state=1), diabetes.data, diabetes.target,
          diabetes.data.iloc[::50], how=5)
estimator("support vectors without probabilities", svm.SVC(), iris_x, species, few)
estimator("neighbours", neighbors.KNeighborsClassifier(), iris_x, iris_y, few)
estimator("two targets", linear_model.LinearRegression(), iris_x.iloc[:, :2], iris_x.iloc[:, 2:], few.iloc[:, :2])
estimator("clusters", cluster.KMeans(3, n_init=2, random_state=1), iris_x, None, few)

gaps = diabetes.data.copy()
gaps.iloc[::7, 2] = np.nan
estimator("missing numbers", ensemble.HistGradientBoostingRegressor(max_iter=20, random_state=1), gaps, diabetes.target, gaps.iloc[::21])

homes = pd.DataFrame({
    "city": np.array(["Graz", "Wien", "Köln", "Zürich"] * 10, object), "rooms": np.arange(40) % 5 + 1,
    "area": np.linspace(30.5, 200.25, 40), "garden": np.arange(40) % 3 == 0})
homes.loc[::9, "area"] = np.nan
price = 1000 * homes["rooms"] + 50 * homes["area"].fillna(80) + 500 * (homes["city"] == "Wien")
mixed = compose.ColumnTransformer([
    ("city", preprocessing.OneHotEncoder(handle_unknown="ignore"), ["city"]),
    ("area", pipeline.make_pipeline(impute.SimpleImputer(), preprocessing.StandardScaler()), ["area", "rooms"]),
    ("garden", "passthrough", ["garden"])])
estimator("pipeline of mixed columns", pipeline.make_pipeline(mixed, linear_model.Ridge()), homes, price, homes.iloc[::6])
unseen = homes.iloc[:2].copy()
unseen["city"] = ["Paris", ""]
model = joblib.load(f"{folder}/pipeline of mixed columns.joblib")
add("pipeline of mixed columns, unseen level", "pipeline of mixed columns.joblib", unseen, model.predict(unseen))
levels = sorted(homes["city"].unique())
add("pipeline of mixed columns, category", "pipeline of mixed columns.joblib", homes.iloc[::11], model.predict(homes.iloc[::11]),
    categories=[("city", levels)])

try:
    import cloudpickle  # noqa: F401

    class Echo:
        """Gives back one column, so that what arrived can be seen."""

        def __init__(self, name):
            self.name = name

        def predict(self, data):
            return data[self.name]

    everything = pd.DataFrame({"id": np.array([2**53 + 1, -2**63, 2**63 - 1, 0]),
                               "text": np.array(["", "ä € 😀", "\"quoted\"\\\n", "NA or not"], object),
                               "flag": [True, False, True, False], "x": [0.1, -1e308, 5e-324, 3.0]})
    for name in everything.columns:
        add(f"echo of {name}", save(Echo(name), f"echo {name}", "cloudpickle"), everything, everything[name])
except ImportError:
    pass

try:
    import statsmodels.api as sm
    import statsmodels.formula.api as smf
    cars = pd.DataFrame({"mpg": [21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3],
                         "wt": [2.62, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73],
                         "am": [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
                         "gear": np.array(["four", "four", "three", "three", "three", "three", "four", "four", "four", "four", "three", "three"], object)})
    fitted = smf.ols("mpg ~ wt + gear", cars).fit()
    add("statsmodels formula", save(fitted, "statsmodels formula", 4), cars[["wt", "gear"]], fitted.predict(cars[["wt", "gear"]]))
    fitted = sm.GLM(cars["am"], sm.add_constant(cars[["wt"]]), family=sm.families.Binomial()).fit()
    add("statsmodels glm with a constant", save(fitted, "statsmodels glm", 4), cars[["wt"]], fitted.predict(sm.add_constant(cars[["wt"]])))
except ImportError:
    pass

try:
    import xgboost
    booster = xgboost.XGBClassifier(n_estimators=10, max_depth=3, n_jobs=1).fit(iris_x, iris_y)
    add("xgboost wrapper in a pickle", save(booster, "xgboost wrapper"), few, booster.predict(few), booster.predict_proba(few), range(3))
    raw = booster.get_booster()
    p = raw.predict(xgboost.DMatrix(few))
    add("xgboost booster in a pickle", save(raw, "xgboost booster", 4), few, p.argmax(axis=1), p, range(3))
except ImportError:
    pass

try:
    import torch
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    with torch.no_grad():
        answer = net(torch.tensor(few.to_numpy(), dtype=torch.float32)).numpy().reshape(-1)
    torch.save(net, f"{folder}/torch module.pt")
    add("torch module", "torch module.pt", few, answer)
    torch.jit.script(net).save(f"{folder}/torch script.pt")
    add("torch script", "torch script.pt", few, answer)
    torch.save(net.state_dict(), f"{folder}/torch weights.pt")
except ImportError:
    pass

with open(f"{folder}/cases.json", "w") as out:
    json.dump(cases, out)
