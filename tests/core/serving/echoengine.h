// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/servedversion.h"
#include "tests/core/serving/fixture.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <thread>

namespace vitrine::test {

// An engine whose only column is `x` and whose answer is x: as slow as wanted, and with a temper. -1 is
// refused as an input, -2 makes it fail, -3 finds it busy; one such row spoils the call that it is in.
class EchoEngine final : public serving::Engine
{
public:
    struct Calls {
        std::atomic<int> count{0};
        std::atomic<int> atOnce{0};
        std::atomic<int> mostAtOnce{0};
        std::atomic<std::size_t> mostRows{0};
    };

    explicit EchoEngine(std::chrono::microseconds call = {}, std::shared_ptr<Calls> calls = {},
                        bool waits = false)
        : m_call(call)
        , m_calls(calls ? std::move(calls) : std::make_shared<Calls>())
    {
        m_schema.columns.push_back(serving::columnSpec(column("x", format::ColumnType::Number)));
        m_description.platform = "test";
        m_description.waits = waits;
        m_description.inputs = {{"x", serving::DataType::Float64, {-1}}};
        m_description.outputs = {{"y", serving::DataType::Float64, {-1}}};
    }

    const serving::EngineDescription &description() const override { return m_description; }
    const serving::Schema &schema() const override { return m_schema; }

    std::optional<serving::Failure> predict(const serving::Frame &frame, serving::Wanted,
                                            serving::Output &output) const override
    {
        Calls &calls = *m_calls;
        ++calls.count;
        calls.mostAtOnce = std::max(calls.mostAtOnce.load(), ++calls.atOnce);
        calls.mostRows = std::max(calls.mostRows.load(), frame.rows());
        if (m_call.count() > 0)
            std::this_thread::sleep_for(m_call);
        --calls.atOnce;
        output.columns.resize(1);
        output.rows = frame.rows();
        serving::OutputColumn &answer = output.columns.front();
        answer = {};
        answer.name = "y";
        using Kind = serving::Failure::Kind;
        for (std::size_t row = 0; row < frame.rows(); ++row) {
            const double x = frame.column(0).numbers[row];
            if (x == -1.0 || x == -2.0 || x == -3.0)
                return serving::Failure{x == -1.0   ? Kind::Input
                                        : x == -2.0 ? Kind::Model
                                                    : Kind::Busy,
                                        "this value is not liked"};
            answer.numbers.push_back(x);
        }
        return {};
    }
    std::optional<serving::Failure> infer(std::span<const serving::Tensor> inputs,
                                          std::vector<serving::Tensor> &outputs) const override
    {
        outputs.assign(inputs.begin(), inputs.end());
        return {};
    }

private:
    std::chrono::microseconds m_call;
    std::shared_ptr<Calls> m_calls;
    serving::Schema m_schema;
    serving::EngineDescription m_description;
};

// A version that this engine answers, as if it had been loaded.
inline std::shared_ptr<serving::ServedVersion> echoVersion(std::unique_ptr<const serving::Engine> engine,
                                                           serving::ServerMetrics &metrics,
                                                           const std::string &version = "v1.0.0")
{
    auto served = std::make_shared<serving::ServedVersion>();
    served->model = "echo";
    served->version = version;
    served->engine = std::move(engine);
    served->hasPrototype = true;
    served->exampleRow = R"({"x":1})";
    served->bytesPerRow = 8;
    served->counters = metrics.of(served->model, version);
    return served;
}

} // namespace vitrine::test
