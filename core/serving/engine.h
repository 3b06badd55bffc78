// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/serving/engineoptions.h"
#include "core/serving/frame.h"
#include "core/serving/passage.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// The element types of the Open Inference Protocol v2; Text is its BYTES.
enum class DataType : std::uint8_t {
    Bool,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Int8,
    Int16,
    Int32,
    Int64,
    Float16,
    BFloat16,
    Float32,
    Float64,
    Text
};
std::string_view dataTypeName(DataType type); // "BOOL", "FP32", "BYTES", …
std::optional<DataType> dataTypeFromName(std::string_view name);
std::size_t dataTypeSize(DataType type); // bytes of one element; 0 for Text

struct TensorSpec {
    std::string name;
    DataType type = DataType::Float32;
    std::vector<std::int64_t> shape; // -1: any
};

// A tensor as bytes, row-major, in the machine's byte order.
struct Tensor {
    std::string name;
    DataType type = DataType::Float32;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes;   // all but Text
    std::vector<std::string> texts; // Text
    std::size_t elementCount() const;
};

// One output of a model for a batch of rows, row-major: `width` values a row.
struct OutputColumn {
    enum class Role { Value, Label, Probabilities } role = Role::Value;
    enum class Kind { Single, Double, Integer, Boolean, Text } kind = Kind::Double;

    std::string name;
    std::size_t width = 1;
    std::vector<float> singles;
    std::vector<double> numbers;
    std::vector<std::int64_t> integers; // Integer and Boolean
    std::vector<std::string> texts;
    std::vector<std::string> levels;  // of Probabilities: the class of each value
    std::vector<std::size_t> missing; // values that the model did not give, ascending; of Double: NaN

    double number(std::size_t index) const; // NaN for Text
    bool isMissing(std::size_t index) const;
    void clear();
};

// The answer to a batch. Reused by its thread.
struct Output {
    std::vector<OutputColumn> columns;
    std::size_t rows = 0;

    const OutputColumn *find(OutputColumn::Role role) const;
    // What "the prediction" is: the label of a classifier, else the first output.
    const OutputColumn *prediction() const;
};

// Which outputs are worth reading back.
enum class Wanted { Prediction, Everything };

// Why a batch could not be answered; the request was well-formed.
struct Failure {
    enum class Kind {
        Input, // the model refused these values or shapes
        Model, // the model failed
        Busy,  // no worker was free, or it died; the same request may succeed later
    } kind = Kind::Model;
    std::string message; // names no path
};

// What a loaded model takes and gives.
struct EngineDescription {
    std::string platform; // as in the Open Inference Protocol: "onnx_onnxv1"
    std::vector<TensorSpec> inputs;
    std::vector<TensorSpec> outputs;
    std::size_t lanes = 0; // calls that run at the same time without waiting for each other; 0: one a core
    bool classifier = false;
    bool waits = false;              // it answers in another process: a thread that asks sleeps until then
    bool ownApi = false;             // it takes requests as they are instead of rows: see Engine::pass()
    std::vector<std::string> levels; // of a classifier, in the order of the probabilities; may be empty
};

// A loaded model. All members may be called from any number of threads at once.
class Engine
{
public:
    virtual ~Engine() = default;

    virtual const EngineDescription &description() const = 0;
    // The prototype as this model can take it: stricter where the model is, derived from the model when
    // empty.
    virtual const Schema &schema() const = 0;
    // `frame` has this engine's schema.
    virtual std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output) const = 0;
    // The model's own tensors, for clients that send tensors. Maps of probabilities come as a tensor.
    virtual std::optional<Failure> infer(std::span<const Tensor> inputs,
                                         std::vector<Tensor> &outputs) const = 0;
    // A request in the model's own API, for those that have one.
    virtual std::optional<Failure> pass(const PassedRequest &request, PassedAnswer &answer) const;
};

// Loads the model in `path` (never changed) for rows that look like `prototype`, which may be empty: ONNX and
// XGBoost in this process, what needs Python or R in workers, and whatever the options name a command for. A
// folder is one that MLflow wrote. What can run code of its own is loaded only when the options' trust says
// so. NotFound when there is no such file, Unsupported when the format needs something that is not installed,
// Corrupt when the file cannot be read, InvalidArgument when it is not trusted or prototype and model do not
// fit. Takes milliseconds to seconds.
Result<std::unique_ptr<Engine>> loadEngine(const QString &path, const format::Prototype &prototype,
                                           const EngineOptions &options = {});

} // namespace vitrine::serving
