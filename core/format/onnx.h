// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/structure.h"

#include <QByteArrayView>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <string_view>

namespace vitrine::format {

// What an ONNX file says (onnx.proto of ONNX 1.17; field numbers from its comments). Values that are views
// refer to the bytes that were read, which must outlive them.

struct OnnxTensor {
    QString name;
    int elementType = 0;          // TensorProto.DataType
    QList<qint64> dims;           // empty: a scalar
    QByteArrayView raw;           // little-endian elements, when they are stored so
    QList<double> floats;         // of float_data or double_data
    QList<qint64> integers;       // of int32_data, int64_data or uint64_data
    qsizetype strings = 0;        // how many
    bool external = false;        // in another file
    quint64 digest = 0;           // of all of its elements
    qint64 elementCount() const;  // -1: the dimensions make no sense
    qint64 byteCount() const;     // as stored in memory; -1: not known
    QList<double> values() const; // of a numeric tensor; empty for others
};

struct OnnxGraph;

struct OnnxAttribute {
    enum class Kind { None, Float, Integer, String, Tensor, Graph, Floats, Integers, Strings, Other };
    QString name;
    Kind kind = Kind::None;
    double real = 0;
    qint64 integer = 0;
    QString string;
    QList<double> floats;
    QList<qint64> integers;
    QStringList strings;
    std::optional<OnnxTensor> tensor;
    std::shared_ptr<const OnnxGraph> graph; // body of If, Loop, Scan
};

struct OnnxNode {
    QString name; // may be empty
    QString op;
    QString domain; // empty: ONNX's own
    QStringList inputs;
    QStringList outputs;
    QList<OnnxAttribute> attributes;
    const OnnxAttribute *attribute(const QString &name) const; // null when there is none
};

struct OnnxValue {
    QString name;
    QString type; // "float32 N×5"; empty when the file does not say
};

struct OnnxGraph {
    QString name;
    QString doc;
    QList<OnnxNode> nodes;
    QList<OnnxTensor> initializers;
    QList<OnnxValue> inputs; // without those that are initializers
    QList<OnnxValue> outputs;
};

struct OnnxModel {
    qint64 irVersion = 0;
    QString producer;
    QString producerVersion;
    QString domain;
    qint64 modelVersion = 0;
    QString doc;
    QMap<QString, qint64> opsets; // domain → version; "" is ONNX's own
    QMap<QString, QString> properties;
    int functions = 0;
    OnnxGraph graph;
};

// Corrupt when it is no ONNX model or is damaged. Graphs nest at most eight deep.
Result<OnnxModel> readOnnx(std::string_view bytes, const Job &job = {});

// "float32", "int64", …; "type 99" for one that ONNX does not define.
QString onnxElementType(int type);

Structure structureOf(const OnnxModel &model);

// What the tree ensembles of a graph hold (ai.onnx.ml): trees, leaves, depth, splits by feature.
QList<StructureEntry> treeEntries(const OnnxGraph &graph);

} // namespace vitrine::format
