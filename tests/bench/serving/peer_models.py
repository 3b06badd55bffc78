#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the models of bench_peers: peer_models.py FOLDER

A linear model of 2 columns and a forest of 100 trees on 10, each as NAME.joblib for the Python server and, with the very
same numbers, as NAME.onnx, with NAME.json as the prototype and NAME.rows.json as 1,000 rows and what scikit-learn says of them.
"""
import json
import sys

import joblib
import numpy as np
import pandas
from onnx import TensorProto, helper
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression

folder = sys.argv[1]
rng = np.random.default_rng(1)


def save_onnx(name, columns, node):
    graph = helper.make_graph([node], name, [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, columns])],
                              [helper.make_tensor_value_info("variable", TensorProto.FLOAT, [None, 1])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)])
    model.ir_version = 7
    with open(f"{folder}/{name}.onnx", "wb") as file:
        file.write(model.SerializeToString())


def linear_node(model):
    return helper.make_node("LinearRegressor", ["X"], ["variable"], domain="ai.onnx.ml",
                            coefficients=model.coef_.tolist(), intercepts=[float(model.intercept_)])


def forest_node(forest):
    nodes = {key: [] for key in ("treeids", "nodeids", "modes", "featureids", "values", "truenodeids", "falsenodeids")}
    targets = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for number, estimator in enumerate(forest.estimators_):
        tree = estimator.tree_
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            # The largest single-precision number that is not above the threshold, which is what scikit-learn compares with.
            threshold = np.float32(tree.threshold[node])
            if threshold > tree.threshold[node]:
                threshold = np.nextafter(threshold, np.float32(-np.inf))
            for key, value in zip(nodes, (number, node, "LEAF" if leaf else "BRANCH_LEQ", 0 if leaf else int(tree.feature[node]),
                                          0.0 if leaf else float(threshold), 0 if leaf else int(tree.children_left[node]),
                                          0 if leaf else int(tree.children_right[node]))):
                nodes[key].append(value)
            if leaf:
                for key, value in zip(targets, (number, node, 0, float(tree.value[node][0][0]) / len(forest.estimators_))):
                    targets[key].append(value)
    return helper.make_node("TreeEnsembleRegressor", ["X"], ["variable"], domain="ai.onnx.ml", n_targets=1,
                            **{f"nodes_{key}": values for key, values in nodes.items()},
                            **{f"target_{key}": values for key, values in targets.items()})


def save(name, model, node, columns):
    names = [f"x{i}" for i in range(columns)]
    x = rng.normal(size=(2000, columns)).round(4)
    model.fit(pandas.DataFrame(x, columns=names), x @ rng.normal(size=columns) + x[:, 0] ** 2)
    save_onnx(name, columns, node(model))
    joblib.dump(model, f"{folder}/{name}.joblib")
    rows = pandas.DataFrame(rng.normal(size=(1000, columns)).round(4), columns=names)
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump([{"name": column, "type": "number"} for column in names], file)
    with open(f"{folder}/{name}.rows.json", "w") as file:
        json.dump({"rows": rows.to_dict("records"), "answers": model.predict(rows).tolist()}, file)


save("linear", LinearRegression(), linear_node, 2)
save("forest", RandomForestRegressor(100, random_state=1, n_jobs=1), forest_node, 10)
