// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/picklefacts.h"

#include "core/format/picklearray.h"
#include "core/format/picklepolicy.h"
#include "core/format/xgboostinspector.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t maxColumns = 10'000;
constexpr std::size_t maxLevels = 1'000;
constexpr int maxNesting = 8;
constexpr std::uint64_t mostCoefficients = 2'000;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QStringList texts(const std::vector<std::string> &list)
{
    QStringList result;
    for (const std::string &each : list)
        result.append(QString::fromStdString(each));
    return result;
}

// An instance: its class and the dictionary of its attributes, either of which may be 0.
struct Instance {
    PickleRef type = 0;
    PickleRef state = 0;
};

class Facts final
{
public:
    Facts(const PickleMachine &machine, Inspection &inspection) : m_machine(machine), m_inspection(inspection)
    {
    }

    void add(PickleRef root)
    {
        const Instance object = instance(root);
        if (object.type == 0)
            return addTensors(root);
        const QString module = text(m_machine.moduleOf(object.type));
        const QString name = text(m_machine.nameOf(object.type));
        m_inspection.metadata.insert(u"class"_s, module + u'.' + name);
        m_inspection.framework = text(frameworkOfModule(m_machine.moduleOf(object.type)));
        addVersion(object.state);
        addColumns(object);
        addClasses(object);
        addTask(name);
        addSteps(object);
        addSettings(object);
        addCoefficients(object);
        addBooster(object);
        addTensors(root);
    }

private:
    Instance instance(PickleRef ref) const
    {
        if (m_machine.at(ref).kind != Kind::Call)
            return {};
        const auto parts = m_machine.items(ref);
        const auto arguments = m_machine.items(parts[1]);
        Instance object{parts[0], parts[2]};
        if (m_machine.nameOf(object.type) == "_reconstructor" && !arguments.empty())
            object.type = arguments[0];
        if (m_machine.at(object.type).kind != Kind::Global)
            return {};
        // (attributes, slots)
        if (m_machine.at(object.state).kind == Kind::Tuple && !m_machine.items(object.state).empty())
            object.state = m_machine.items(object.state)[0];
        return object;
    }

    PickleRef attribute(const Instance &object, std::string_view name) const
    {
        return m_machine.lookUp(object.state, name);
    }

    // The estimators of a pipeline in order; of anything else none.
    std::vector<Instance> steps(const Instance &object) const
    {
        std::vector<Instance> list;
        for (const PickleRef step : m_machine.items(attribute(object, "steps"))) {
            const auto pair = m_machine.items(step);
            if (pair.size() == 2)
                list.push_back(instance(pair[1]));
        }
        return list;
    }

    void addVersion(PickleRef state)
    {
        const PickleValue &version = m_machine.at(m_machine.lookUp(state, "_sklearn_version"));
        if (version.kind == Kind::Text)
            m_inspection.metadata.insert(u"sklearn_version"_s, text(version.text));
    }

    // Of the object itself, else of the first step of a pipeline that knows.
    void addColumns(const Instance &object, int nesting = 0)
    {
        const auto names = pickleTexts(m_machine, attribute(object, "feature_names_in_"), maxColumns);
        const PickleValue &count = m_machine.at(attribute(object, "n_features_in_"));
        for (const std::string &name : names)
            m_inspection.inputs.append({QString::fromStdString(name), {}, {-1}, {}});
        if (names.empty() && count.kind == Kind::Integer && count.integer > 0)
            m_inspection.inputs.append({u"X"_s, u"FP64"_s, {-1, count.integer}, {}});
        if (!m_inspection.inputs.isEmpty() || nesting > maxNesting)
            return;
        for (const Instance &step : steps(object)) {
            addColumns(step, nesting + 1);
            if (!m_inspection.inputs.isEmpty())
                return;
        }
    }

    void addClasses(const Instance &object, int nesting = 0)
    {
        QStringList levels = texts(pickleTexts(m_machine, attribute(object, "classes_"), maxLevels));
        if (!levels.isEmpty()) {
            m_inspection.task = u"classification"_s;
            m_inspection.outputs.append({u"label"_s, {}, {-1}, levels});
            m_inspection.outputs.append({u"probabilities"_s, u"FP64"_s, {-1, levels.size()}, levels});
            return;
        }
        const auto inner = steps(object);
        if (!inner.empty() && nesting < maxNesting)
            addClasses(inner.back(), nesting + 1);
    }

    void addTask(const QString &name)
    {
        if (!m_inspection.task.isEmpty())
            return;
        static const QStringList regressions{u"Regressor"_s,
                                             u"Regression"_s,
                                             u"Ridge"_s,
                                             u"Lasso"_s,
                                             u"ElasticNet"_s,
                                             u"SVR"_s,
                                             u"RegressionResultsWrapper"_s};
        const bool regression = std::any_of(regressions.begin(), regressions.end(),
                                            [&](const QString &end) { return name.endsWith(end); });
        if (regression && !name.startsWith(u"Logistic"))
            m_inspection.task = u"regression"_s;
        if (name.endsWith(u"Classifier") || name.endsWith(u"LogisticRegression"))
            m_inspection.task = u"classification"_s;
    }

    void addSteps(const Instance &object)
    {
        QJsonArray list;
        for (const Instance &step : steps(object)) {
            const QString name = text(m_machine.nameOf(step.type));
            list.append(name.isEmpty() ? u"passthrough"_s : name);
            if (m_inspection.task.isEmpty())
                addTask(name);
        }
        if (!list.isEmpty())
            m_inspection.metadata.insert(u"steps"_s, list);
    }

    // scikit-learn keeps settings under their name and what was learned under names that end in "_".
    void addSettings(const Instance &object)
    {
        if (m_inspection.framework != u"scikit-learn" || m_machine.at(object.state).kind != Kind::Dict)
            return;
        QJsonObject settings;
        const auto list = m_machine.items(object.state);
        for (std::size_t i = 0; i + 1 < list.size() && settings.size() < 100; i += 2) {
            const std::string_view name = m_machine.at(list[i]).text;
            if (name.empty() || name.starts_with('_') || name.ends_with('_'))
                continue;
            const QJsonValue value = plain(m_machine.at(list[i + 1]));
            if (!value.isUndefined())
                settings.insert(text(name), value);
        }
        if (!settings.isEmpty())
            m_inspection.metadata.insert(u"settings"_s, settings);
    }

    static QJsonValue plain(const PickleValue &value)
    {
        switch (value.kind) {
        case Kind::None: return QJsonValue::Null;
        case Kind::Boolean: return value.integer != 0;
        case Kind::Integer: return static_cast<qint64>(value.integer);
        case Kind::Real: return std::isfinite(value.real) ? QJsonValue(value.real) : QJsonValue(u"NaN"_s);
        case Kind::Text: return text(value.text.substr(0, 1000));
        default: return QJsonValue::Undefined;
        }
    }

    // Of the object itself, else of the last step of a pipeline.
    void addCoefficients(const Instance &object, int nesting = 0)
    {
        const auto coefficients = pickleArray(m_machine, attribute(object, "coef_"));
        if (!coefficients) {
            const auto inner = steps(object);
            if (!inner.empty() && nesting < maxNesting)
                addCoefficients(inner.back(), nesting + 1);
            return;
        }
        const auto intercept = pickleArray(m_machine, attribute(object, "intercept_"));
        m_inspection.parameters =
            static_cast<qint64>(coefficients->count() + (intercept ? intercept->count() : 1));
        const std::vector<double> values = numbersOf(*coefficients);
        // A row a class or target, a column a feature; in which order a table lies is not read.
        if (values.empty() || coefficients->shape.empty() ||
            static_cast<std::size_t>(coefficients->shape.back()) != values.size())
            return;
        QJsonObject list;
        if (const auto constant = numberOf(attribute(object, "intercept_")))
            list.insert(u"(intercept)"_s, finite(*constant));
        for (std::size_t i = 0; i < values.size(); ++i)
            list.insert(columnName(qsizetype(i), values.size()), finite(values[i]));
        m_inspection.metadata.insert(u"coefficients"_s, list);
    }

    static QJsonValue finite(double value)
    {
        return std::isfinite(value) ? QJsonValue(value) : QJsonValue(u"NaN"_s);
    }

    // A number, one of NumPy's scalars, or an array with one element.
    std::optional<double> numberOf(PickleRef ref) const
    {
        const PickleValue &value = m_machine.at(ref);
        if (value.kind == Kind::Real)
            return value.real;
        if (value.kind != Kind::Call)
            return {};
        PickleArray array;
        const auto parts = m_machine.items(ref);
        const auto arguments = m_machine.items(parts[1]);
        if (m_machine.nameOf(parts[0]) == "scalar" && arguments.size() == 2) {
            array.type = pickleElementType(m_machine, arguments[0]);
            array.shape = {1};
            array.raw = m_machine.at(arguments[1]).text;
        } else if (const auto read = pickleArray(m_machine, ref)) {
            array = *read;
        }
        const std::vector<double> values = numbersOf(array);
        return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
    }

    // `count`: of the coefficients; behind steps that make other columns the names are not those of the file.
    QString columnName(qsizetype at, std::size_t count) const
    {
        const bool named = m_inspection.inputs.size() > 1 ||
                           (m_inspection.inputs.size() == 1 && m_inspection.inputs.first().shape.size() == 1);
        return named && std::size_t(m_inspection.inputs.size()) == count ? m_inspection.inputs.at(at).name
                                                                         : u"x%1"_s.arg(at);
    }

    // Of an array of floats in the order in which they lie; empty for other types, and for long ones.
    static std::vector<double> numbersOf(const PickleArray &array)
    {
        const std::uint64_t count = array.count();
        if (count == 0 || count > mostCoefficients || array.raw.size() != count * array.type.size)
            return {};
        std::vector<double> values(count);
        for (std::size_t i = 0; i < count; ++i) {
            const char *at = array.raw.data() + i * array.type.size;
            if (array.type.code == "<f8") {
                std::memcpy(&values[i], at, sizeof(double));
            } else if (array.type.code == "<f4") {
                float value = 0;
                std::memcpy(&value, at, sizeof value);
                values[i] = double(value);
            } else {
                return {};
            }
        }
        return values;
    }

    void addBooster(const Instance &object)
    {
        const Instance inner = instance(attribute(object, "_Booster"));
        const PickleRef handle = m_machine.lookUp(inner.type != 0 ? inner.state : object.state, "handle");
        if (m_machine.at(handle).kind == Kind::Bytes)
            inspectXgboost(m_machine.at(handle).text, m_inspection);
    }

    // PyTorch's tensors refer to storages outside of the pickle: (…, offset, size, stride, …). A state is a
    // dict or an OrderedDict, which is a call with keys and values put into it.
    void addTensors(PickleRef root)
    {
        constexpr std::size_t behindCall = 3;
        const auto list = m_machine.items(root);
        const bool isCall = m_machine.at(root).kind == Kind::Call;
        if (!isCall && m_machine.at(root).kind != Kind::Dict)
            return;
        qint64 total = 0;
        qint64 count = 0;
        for (std::size_t i = (isCall ? behindCall : 0) + 1; i < list.size(); i += 2)
            count += countTensor(list[i], total) ? 1 : 0;
        if (count == 0)
            return;
        m_inspection.framework = u"pytorch"_s;
        m_inspection.parameters = total;
        m_inspection.metadata.insert(u"tensors"_s, count);
    }

    bool countTensor(PickleRef ref, qint64 &total) const
    {
        if (m_machine.at(ref).kind != Kind::Call)
            return false;
        const auto parts = m_machine.items(ref);
        const auto arguments = m_machine.items(parts[1]);
        if (!m_machine.nameOf(parts[0]).starts_with("_rebuild_tensor") || arguments.size() < 3)
            return false;
        qint64 size = 1;
        for (const PickleRef each : m_machine.items(arguments[2])) {
            const std::int64_t length = std::max<std::int64_t>(0, m_machine.at(each).integer);
            if (length != 0 && size > (qint64(1) << 50) / length)
                return false;
            size *= length;
        }
        total += size;
        return true;
    }

    const PickleMachine &m_machine;
    Inspection &m_inspection;
};

} // namespace

void addPickleFacts(const PickleMachine &machine, Inspection &inspection)
{
    Facts(machine, inspection).add(machine.root());
}

} // namespace vitrine::format
