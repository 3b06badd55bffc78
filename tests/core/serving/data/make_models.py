#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small ONNX models that the tests of core/serving use. Run by a developer: needs python3-onnx."""
from onnx import TensorProto as T
from onnx import TypeProto, checker, helper as h
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, nodes, inputs, outputs, initializers=()):
    graph = h.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 13), h.make_opsetid("ai.onnx.ml", 2)])
    model.ir_version = 7
    checker.check_model(model)
    with open(os.path.join(HERE, name + ".onnx"), "wb") as file:
        file.write(model.SerializeToString())


def tensor(name, type_, *shape):
    return h.make_tensor_value_info(name, type_, list(shape))


def maps(name, key):
    type_ = TypeProto()
    map_ = type_.sequence_type.elem_type.map_type
    map_.key_type = key
    map_.value_type.tensor_type.elem_type = T.FLOAT
    return h.make_value_info(name, type_)


ML = "ai.onnx.ml"


def linear(name, batch, weights, intercept):
    node = h.make_node("LinearRegressor", ["X"], ["variable"], domain=ML, coefficients=weights, intercepts=[intercept])
    save(name, [node], [tensor("X", T.FLOAT, batch, len(weights))], [tensor("variable", T.FLOAT, batch, 1)])


# mpg ~ cyl + disp on mtcars: the coefficients of lm(), rounded to single precision.
linear("linear", None, [-1.587277, -0.0205837], 34.66099)
linear("linear2", None, [-2.0, -0.01], 30.0)
linear("fixedbatch", 1, [-1.587277, -0.0205837], 34.66099)


def classifier(name, zipmap, labels):
    key = {"classlabels_strings": labels} if isinstance(labels[0], str) else {"classlabels_ints": labels}
    nodes = [
        h.make_node("LinearClassifier", ["X"], ["label", "raw"], domain=ML, multi_class=1, post_transform="SOFTMAX",
                    coefficients=[1.0, 0.0, 0.0, 1.0, -1.0, -1.0], intercepts=[0.0, 0.5, 1.0], **key)]
    label = tensor("label", T.STRING if isinstance(labels[0], str) else T.INT64, None)
    if zipmap:
        zip_key = "classlabels_strings" if isinstance(labels[0], str) else "classlabels_int64s"
        nodes.append(h.make_node("ZipMap", ["raw"], ["probabilities"], domain=ML, **{zip_key: labels}))
        out = maps("probabilities", T.STRING if isinstance(labels[0], str) else T.INT64)
    else:
        nodes.append(h.make_node("Identity", ["raw"], ["probabilities"]))
        out = tensor("probabilities", T.FLOAT, None, len(labels))
    save(name, nodes, [tensor("X", T.FLOAT, None, 2)], [label, out])


classifier("zipmap", True, ["setosa", "versicolor", "virginica"])
classifier("unsortedmap", True, ["virginica", "setosa", "versicolor"])
classifier("matrix", False, [0, 1, 2])

# One input a column, of every type: cost = 2 * size + count + (flag ? 100 : 0) + (colour == red ? 1000 : 0)
save("columns",
     [h.make_node("OneHotEncoder", ["colour"], ["hot"], domain=ML, cats_strings=["red"], zeros=1),
      h.make_node("Reshape", ["hot", "column"], ["red"]),
      h.make_node("Cast", ["flag"], ["flagged"], to=T.FLOAT),
      h.make_node("Cast", ["count"], ["counted"], to=T.FLOAT),
      h.make_node("Mul", ["red", "thousand"], ["a"]),
      h.make_node("Mul", ["flagged", "hundred"], ["b"]),
      h.make_node("Mul", ["size", "two"], ["c"]),
      h.make_node("Sum", ["a", "b", "c", "counted"], ["cost"])],
     [tensor("colour", T.STRING, None, 1), tensor("size", T.FLOAT, None, 1), tensor("count", T.INT64, None, 1),
      tensor("flag", T.BOOL, None, 1)],
     [tensor("cost", T.FLOAT, None, 1)],
     [h.make_tensor("column", T.INT64, [2], [-1, 1]), h.make_tensor("thousand", T.FLOAT, [1], [1000.0]),
      h.make_tensor("hundred", T.FLOAT, [1], [100.0]), h.make_tensor("two", T.FLOAT, [1], [2.0])])

save("int64", [h.make_node("Identity", ["key"], ["same"])], [tensor("key", T.INT64, None, 1)], [tensor("same", T.INT64, None, 1)])
save("float64", [h.make_node("Identity", ["x"], ["y"])], [tensor("x", T.DOUBLE, None, 1)], [tensor("y", T.DOUBLE, None, 1)])
save("texts", [h.make_node("Identity", ["word"], ["same"])], [tensor("word", T.STRING, None, 1)], [tensor("same", T.STRING, None, 1)])
# Whole numbers that are narrower than those of JSON.
save("narrow", [h.make_node("Identity", ["small"], ["sameSmall"]), h.make_node("Identity", ["wide"], ["sameWide"])],
     [tensor("small", T.UINT8, None, 1), tensor("wide", T.INT32, None, 1)],
     [tensor("sameSmall", T.UINT8, None, 1), tensor("sameWide", T.INT32, None, 1)])
# Not rows: a 1x2x2 picture.
save("picture", [h.make_node("Abs", ["image"], ["out"])], [tensor("image", T.FLOAT, 1, 2, 2)], [tensor("out", T.FLOAT, 1, 2, 2)])
# Slow on purpose, whatever the number of rows: many large matrix products. y = x.
SIZE = 512
save("slow", [h.make_node("ReduceMean", ["x"], ["centre"], keepdims=0), h.make_node("Mul", ["centre", "none"], ["zeroed"]),
              h.make_node("Expand", ["zeroed", "shape"], ["m0"])]
     + [h.make_node("MatMul", [f"m{i}", f"m{i}"], [f"m{i + 1}"]) for i in range(20)]
     + [h.make_node("ReduceMean", ["m20"], ["nothing"], keepdims=0), h.make_node("Add", ["x", "nothing"], ["y"])],
     [tensor("x", T.FLOAT, None, 1)], [tensor("y", T.FLOAT, None, 1)],
     [h.make_tensor("shape", T.INT64, [2], [SIZE, SIZE]), h.make_tensor("none", T.FLOAT, [], [0.0])])
