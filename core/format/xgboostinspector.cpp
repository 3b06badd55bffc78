// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/xgboostinspector.h"

#include "core/base/text.h"
#include "core/format/documentreader.h"
#include "core/format/xgboosttree.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <charconv>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr std::size_t maxKept = 100'000; // names, attributes

std::string joined(const std::vector<std::string> &path)
{
    std::string text;
    for (const std::string &each : path)
        text += (text.empty() ? "" : "/") + each;
    return text;
}

std::int64_t integerOf(double value)
{
    return std::isfinite(value) && std::fabs(value) < 9e15 ? static_cast<std::int64_t>(value) : -1;
}

std::int64_t integerOf(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Fills a model from the document. Where in it we are is a path of keys; a list adds "*".
class ModelReader final : public DocumentHandler
{
public:
    explicit ModelReader(XgboostModel &model) : m_model(model) {}

    bool isModel() const { return m_learner; }
    const std::vector<std::int64_t> &groups() const { return m_groups; }
    std::int64_t weights() const { return m_weights; }

    bool beginObject() override
    {
        if (m_tree == nullptr && m_path.size() >= 2 && m_path.back() == "*" &&
            m_path[m_path.size() - 2] == "trees") {
            m_current.clear();
            m_tree = &m_current;
            m_treeDepth = m_path.size();
        }
        return enter();
    }
    bool key(std::string_view name) override
    {
        m_path.back().assign(name);
        if (name == "learner" && m_path.size() <= 2)
            m_learner = true;
        return true;
    }
    bool endObject() override
    {
        m_path.pop_back();
        if (m_tree != nullptr && m_path.size() == m_treeDepth)
            finishTree();
        return true;
    }
    bool beginArray() override
    {
        m_list = m_tree != nullptr && m_path.size() == m_treeDepth + 1 ? listOf(m_path.back()) : nullptr;
        m_place = m_tree != nullptr || isConfiguration() ? std::string() : joined(m_path);
        m_path.emplace_back("*");
        return true;
    }
    bool endArray() override
    {
        m_path.pop_back();
        m_list = nullptr;
        return true;
    }
    bool number(double value) override
    {
        if (m_list != nullptr) {
            m_list->push_back(integerOf(value));
            return true;
        }
        if (!m_path.empty() && m_path.back() == "*") {
            if (ends("learner/gradient_booster/model/tree_info") || ends("gbtree/model/tree_info"))
                m_groups.push_back(integerOf(value));
            else if (ends("gradient_booster/model/weights") || ends("gradient_booster/weight_drop"))
                ++m_weights;
            else if (ends("version"))
                m_model.version += (m_model.version.empty() ? "" : ".") + std::to_string(integerOf(value));
        }
        return true;
    }
    bool text(std::string_view value) override
    {
        if (m_tree != nullptr) {
            if (m_path.back() == "num_nodes")
                m_tree->nodes = integerOf(value);
            return true;
        }
        if (!m_path.empty() && m_path.back() == "*")
            listText(value);
        else
            memberText(value);
        return true;
    }

private:
    bool enter()
    {
        m_path.emplace_back();
        return m_path.size() < 128;
    }

    bool ends(std::string_view suffix) const { return m_place.ends_with(suffix); }

    std::vector<std::int64_t> *listOf(std::string_view name)
    {
        const std::pair<std::string_view, std::vector<std::int64_t> *> lists[] = {
            {"left_children", &m_tree->left},
            {"right_children", &m_tree->right},
            {"split_indices", &m_tree->splitIndices},
            {"split_conditions", &m_tree->splitConditions},
            {"default_left", &m_tree->defaultLeft},
            {"split_type", &m_tree->splitType},
            {"categories", &m_tree->categories},
            {"categories_nodes", &m_tree->categoryNodes},
            {"categories_segments", &m_tree->categorySegments},
            {"categories_sizes", &m_tree->categorySizes},
        };
        const auto it = std::find_if(std::begin(lists), std::end(lists),
                                     [&](const auto &each) { return each.first == name; });
        return it == std::end(lists) ? nullptr : it->second;
    }

    void listText(std::string_view value)
    {
        if (ends("learner/feature_names") && m_model.featureNames.size() < maxKept)
            m_model.featureNames.emplace_back(value);
        else if (ends("learner/feature_types") && m_model.featureTypes.size() < maxKept)
            m_model.featureTypes.emplace_back(value);
    }

    // A pickled booster keeps its training settings beside the model.
    bool isConfiguration() const { return !m_path.empty() && m_path.front() == "Config"; }

    void memberText(std::string_view value)
    {
        if (isConfiguration())
            return;
        const std::string place = joined(m_path);
        const std::string_view path = place;
        if (path.ends_with("learner/gradient_booster/name"))
            m_model.booster = value;
        else if (path.ends_with("learner/objective/name"))
            m_model.objective = value;
        else if (path.ends_with("learner_model_param/num_feature"))
            m_model.features = integerOf(value);
        else if (path.ends_with("learner_model_param/num_class"))
            m_model.classes = integerOf(value);
        else if (path.ends_with("learner_model_param/num_target"))
            m_model.targets = std::max<std::int64_t>(1, integerOf(value));
        else if (path.ends_with("learner_model_param/base_score"))
            m_model.baseScore = value;
        else if (m_path.size() >= 2 && m_path[m_path.size() - 2] == "attributes" &&
                 m_model.attributes.size() < maxKept)
            m_model.attributes.emplace(m_path.back(), value);
    }

    // The number of columns may follow only behind the trees: then it is checked at the end.
    void finishTree()
    {
        m_tree = nullptr;
        m_model.nodes += static_cast<std::int64_t>(m_current.left.size());
        for (std::size_t i = 0; i < m_current.splitIndices.size() && i < m_current.left.size(); ++i) {
            if (m_current.left[i] != -1)
                m_largest = std::max(m_largest, m_current.splitIndices[i]);
        }
        if (m_model.damage.empty()) {
            const std::string problem = m_current.damage(0);
            if (problem.empty())
                countSplits();
            else
                m_model.damage = "tree " + std::to_string(m_model.trees) + ": " + problem;
        }
        ++m_model.trees;
    }

    void countSplits()
    {
        m_model.deepest = std::max(m_model.deepest, m_current.depth());
        for (std::size_t i = 0; i < m_current.left.size(); ++i) {
            if (m_current.left[i] == -1)
                ++m_model.leaves;
            else if (m_model.splitsByColumn.size() < maxKept ||
                     m_model.splitsByColumn.contains(m_current.splitIndices[i]))
                ++m_model.splitsByColumn[m_current.splitIndices[i]];
        }
    }

public:
    std::int64_t largestColumn() const { return m_largest; }

private:
    XgboostModel &m_model;
    std::vector<std::string> m_path;
    std::string m_place; // of the list that we are in
    XgboostTree m_current;
    XgboostTree *m_tree = nullptr; // while in one
    std::size_t m_treeDepth = 0;
    std::vector<std::int64_t> *m_list = nullptr;
    std::vector<std::int64_t> m_groups;
    std::int64_t m_weights = 0;
    std::int64_t m_largest = -1;
    bool m_learner = false;
};

std::string wholeDamage(const XgboostModel &model, const ModelReader &reader)
{
    if (!model.damage.empty())
        return model.damage;
    const std::int64_t outputs = std::max<std::int64_t>({1, model.classes, model.targets});
    if (model.features < 0 || model.classes < 0 || outputs > 1'000'000)
        return "the numbers of columns and classes make no sense";
    if (reader.largestColumn() >= model.features && model.trees > 0)
        return "a split asks for a column that the model does not have";
    if (model.booster == "gblinear")
        return reader.weights() == (model.features + 1) * outputs ? "" : "the number of weights is wrong";
    if (model.booster == "dart" && reader.weights() != model.trees)
        return "the number of weights is wrong";
    if (static_cast<std::int64_t>(reader.groups().size()) != model.trees)
        return "the number of trees is wrong";
    for (const std::int64_t group : reader.groups()) {
        if (group < 0 || group >= outputs)
            return "a tree belongs to a class that does not exist";
    }
    if (!model.featureNames.empty() && static_cast<std::int64_t>(model.featureNames.size()) != model.features)
        return "the number of column names is wrong";
    return {};
}

bool isJson(std::string_view bytes)
{
    const auto at = bytes.find_first_not_of(" \t\r\n", 1);
    return bytes.starts_with('{') && at != std::string_view::npos && (bytes[at] == '"' || bytes[at] == '}');
}

QString portType(const std::string &type)
{
    if (type == "int" || type == "i")
        return u"INT64"_s;
    return type == "c" ? u"BYTES"_s : u"FP32"_s;
}

void addTrees(const XgboostModel &model, Inspection &inspection)
{
    inspection.metadata.insert(u"trees"_s, static_cast<qint64>(model.trees));
    if (!model.damage.empty())
        return;
    inspection.metadata.insert(u"leaves"_s, static_cast<qint64>(model.leaves));
    inspection.metadata.insert(u"deepest_tree"_s, static_cast<qint64>(model.deepest));
    QJsonObject splits;
    for (const auto &[column, count] : model.splitsByColumn) {
        const auto at = static_cast<std::size_t>(column);
        splits.insert(at < model.featureNames.size() ? QString::fromStdString(model.featureNames[at])
                                                     : QString::number(column),
                      static_cast<qint64>(count));
    }
    inspection.metadata.insert(u"splits"_s, splits);
}

} // namespace

std::vector<std::string> XgboostModel::classLabels() const
{
    const auto kept = attributes.find("scikit_learn");
    if (kept == attributes.end())
        return {};
    const QJsonObject wrapper = QJsonDocument::fromJson(QByteArray::fromStdString(kept->second)).object();
    std::vector<std::string> labels;
    for (const QJsonValue each : wrapper.value(u"classes_").toArray())
        labels.push_back(each.isString() ? each.toString().toStdString()
                                         : std::to_string(static_cast<qint64>(each.toDouble())));
    return labels;
}

std::int64_t XgboostModel::bestRounds() const
{
    const auto best = attributes.find("best_iteration");
    return attributes.contains("scikit_learn") && best != attributes.end() ? integerOf(best->second) + 1 : 0;
}

std::string XgboostModel::task() const
{
    const auto begins = [this](std::string_view prefix) { return objective.starts_with(prefix); };
    if (begins("binary:") || begins("multi:"))
        return "classification";
    if (begins("rank:"))
        return "ranking";
    if (begins("survival:"))
        return "survival";
    return begins("reg:") || begins("count:") ? "regression" : "";
}

Result<XgboostModel> readXgboostModel(std::string_view bytes)
{
    XgboostModel model;
    ModelReader reader(model);
    const bool whole = isJson(bytes) ? readJson(bytes, reader) : readUbjson(bytes, reader);
    if (!whole || !reader.isModel())
        return Error{Error::Code::Corrupt, Text::tr("It is not an XGBoost model that can be read."), {}};
    model.damage = wholeDamage(model, reader);
    return model;
}

bool inspectXgboost(std::string_view bytes, Inspection &inspection)
{
    const auto model = readXgboostModel(bytes);
    if (!model)
        return false;
    inspection.framework = u"xgboost"_s;
    inspection.task = QString::fromStdString(model->task());
    inspection.parameters = model->nodes > 0 ? model->nodes : -1;
    inspection.inputs.clear();
    for (std::size_t i = 0; i < model->featureNames.size(); ++i) {
        const std::string type = i < model->featureTypes.size() ? model->featureTypes[i] : "";
        inspection.inputs.append({QString::fromStdString(model->featureNames[i]), portType(type), {-1}, {}});
    }
    if (inspection.inputs.isEmpty() && model->features > 0)
        inspection.inputs.append({u"X"_s, u"FP32"_s, {-1, model->features}, {}});
    QStringList levels;
    for (const std::string &label : model->classLabels())
        levels.append(QString::fromStdString(label));
    const bool binary = model->objective.starts_with("binary:");
    const std::int64_t width = binary ? 2 : std::max<std::int64_t>({1, model->classes, model->targets});
    if (inspection.task == u"classification") {
        inspection.outputs = {{u"label"_s, {}, {-1}, levels},
                              {u"probabilities"_s, u"FP32"_s, {-1, width}, levels}};
    } else {
        inspection.outputs = {
            {u"prediction"_s, u"FP32"_s, width > 1 ? QList<qint64>{-1, width} : QList<qint64>{-1}, {}}};
    }
    const auto insert = [&](const QString &key, const std::string &value) {
        if (!value.empty())
            inspection.metadata.insert(key, QString::fromStdString(value));
    };
    insert(u"xgboost_version"_s, model->version);
    insert(u"booster"_s, model->booster);
    insert(u"objective"_s, model->objective);
    insert(u"base_score"_s, model->baseScore);
    if (model->trees > 0)
        addTrees(*model, inspection);
    for (const auto &[name, value] : model->attributes) {
        if (name != "scikit_learn")
            insert(u"attribute."_s + QString::fromStdString(name), value);
    }
    if (!model->damage.empty())
        inspection.add(Finding::Severity::Dangerous, u"structure"_s, {},
                       Text::tr("The model is damaged (%1): XGBoost could crash on it.")
                           .arg(QString::fromStdString(model->damage)));
    return true;
}

} // namespace vitrine::format
