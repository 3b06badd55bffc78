// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: between rows, tensors and ONNX Runtime's values.

#include "core/serving/inputbinding.h"
#include "core/serving/onnxapi.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#ifdef VT_HAVE_ONNXRUNTIME
namespace vitrine::serving {

std::optional<DataType> dataTypeOf(ONNXTensorElementDataType type);
OutputColumn::Kind kindOf(DataType type);

// The memory behind one input tensor; reused from call to call.
struct InputBuffer {
    std::vector<std::byte> bytes;
    std::vector<std::string> texts;
    std::vector<const char *> pointers;
};

class InputBuffers final
{
public:
    InputBuffer &at(std::size_t index)
    {
        while (m_buffers.size() <= index)
            m_buffers.emplace_back();
        return m_buffers[index];
    }

private:
    std::deque<InputBuffer> m_buffers;
};

// Rows [begin, begin + count) of the bound columns as a tensor of `batch` rows; the last row is repeated to
// fill it. The value refers to `buffer`.
Ort::Value tensorOfRows(const Frame &frame, std::size_t begin, std::size_t count, std::size_t batch,
                        const InputBinding &binding, const TensorSpec &spec, InputBuffer &buffer);

// Appends the first `count` of the `batch` rows of an answer.
std::optional<Failure> appendRows(const Ort::Value &answer, std::size_t batch, std::size_t count,
                                  OutputColumn &column);

// The value refers to the tensor's memory, except for texts.
Ort::Value valueOf(const Tensor &tensor);
std::optional<Failure> readTensor(const Ort::Value &value, Tensor &tensor);

} // namespace vitrine::serving
#endif
