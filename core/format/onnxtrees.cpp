// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/onnx.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <limits>
#include <vector>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr qsizetype mostFeatures = 64; // whose splits are listed

struct Ensemble {
    qint64 trees = 0;
    qint64 leaves = 0;
    qint64 splits = 0;
    int depth = 0; // of the deepest tree, in splits; -1: the links make no sense
    QMap<qint64, qint64> splitsByFeature;
    QString aggregate;
    QString transform;
};

QList<qint64> integersOf(const OnnxNode &node, const QString &name)
{
    const OnnxAttribute *attribute = node.attribute(name);
    if (!attribute)
        return {};
    if (!attribute->tensor)
        return attribute->integers;
    QList<qint64> values;
    for (const double value : attribute->tensor->values()) {
        if (!(value >= 0 && value < 4e15))
            return {};
        values << qint64(value);
    }
    return values;
}

QString textOf(const OnnxNode &node, const QString &name)
{
    const OnnxAttribute *attribute = node.attribute(name);
    return attribute ? attribute->string : QString();
}

// A branch's two successors, by position; -1: none.
struct Links {
    std::vector<qint64> yes;
    std::vector<qint64> no;
};

// The depth of what hangs below the roots; -1 when a node is reached twice, which no tree has.
int depthBelow(const std::vector<qint64> &roots, const Links &links)
{
    std::vector<bool> seen(links.yes.size());
    std::vector<std::pair<qint64, int>> open;
    for (const qint64 root : roots)
        open.emplace_back(root, 0);
    int deepest = 0;
    while (!open.empty()) {
        const auto [at, depth] = open.back();
        open.pop_back();
        if (seen[size_t(at)])
            return -1;
        seen[size_t(at)] = true;
        deepest = std::max(deepest, depth);
        for (const qint64 next : {links.yes[size_t(at)], links.no[size_t(at)]}) {
            if (next >= 0)
                open.emplace_back(next, depth + 1);
        }
    }
    return deepest;
}

// TreeEnsembleRegressor and TreeEnsembleClassifier (ai.onnx.ml 1 and 3): parallel lists, a row a node.
Ensemble listedEnsemble(const OnnxNode &node)
{
    Ensemble ensemble;
    const QList<qint64> trees = integersOf(node, u"nodes_treeids"_s);
    const QList<qint64> ids = integersOf(node, u"nodes_nodeids"_s);
    const QList<qint64> features = integersOf(node, u"nodes_featureids"_s);
    const QList<qint64> yes = integersOf(node, u"nodes_truenodeids"_s);
    const QList<qint64> no = integersOf(node, u"nodes_falsenodeids"_s);
    const OnnxAttribute *modeList = node.attribute(u"nodes_modes"_s);
    const QStringList modes = modeList ? modeList->strings : QStringList();
    ensemble.aggregate = textOf(node, u"aggregate_function"_s);
    ensemble.transform = textOf(node, u"post_transform"_s);
    const qsizetype count = trees.size();
    if (ids.size() != count || yes.size() != count || no.size() != count || modes.size() != count) {
        ensemble.depth = -1;
        return ensemble;
    }
    QHash<std::pair<qint64, qint64>, qint64> places;
    places.reserve(count);
    for (qsizetype at = 0; at < count; ++at)
        places.insert({trees.at(at), ids.at(at)}, at);
    Links links{std::vector<qint64>(size_t(count), -1), std::vector<qint64>(size_t(count), -1)};
    std::vector<bool> isChild(size_t(count), false);
    for (qsizetype at = 0; at < count; ++at) {
        if (modes.at(at) == u"LEAF") {
            ++ensemble.leaves;
            continue;
        }
        ++ensemble.splits;
        if (at < features.size())
            ++ensemble.splitsByFeature[features.at(at)];
        links.yes[size_t(at)] = places.value({trees.at(at), yes.at(at)}, -1);
        links.no[size_t(at)] = places.value({trees.at(at), no.at(at)}, -1);
        for (const qint64 child : {links.yes[size_t(at)], links.no[size_t(at)]}) {
            if (child >= 0)
                isChild[size_t(child)] = true;
        }
    }
    std::vector<qint64> roots;
    for (qsizetype at = 0; at < count; ++at) {
        if (!isChild[size_t(at)])
            roots.push_back(at);
    }
    ensemble.trees = QSet<qint64>(trees.begin(), trees.end()).size();
    ensemble.depth = depthBelow(roots, links);
    return ensemble;
}

// TreeEnsemble (ai.onnx.ml 5): branches and leaves apart, one root a tree.
Ensemble splitEnsemble(const OnnxNode &node)
{
    Ensemble ensemble;
    const QList<qint64> roots = integersOf(node, u"tree_roots"_s);
    const QList<qint64> features = integersOf(node, u"nodes_featureids"_s);
    const QList<qint64> yes = integersOf(node, u"nodes_truenodeids"_s);
    const QList<qint64> no = integersOf(node, u"nodes_falsenodeids"_s);
    const QList<qint64> yesIsLeaf = integersOf(node, u"nodes_trueleafs"_s);
    const QList<qint64> noIsLeaf = integersOf(node, u"nodes_falseleafs"_s);
    const qsizetype count = features.size();
    ensemble.trees = roots.size();
    ensemble.splits = count;
    ensemble.leaves = integersOf(node, u"leaf_targetids"_s).size();
    for (const qint64 feature : features)
        ++ensemble.splitsByFeature[feature];
    const auto isPlace = [count](qint64 at) { return at >= 0 && at < count; };
    if (yes.size() != count || no.size() != count || yesIsLeaf.size() != count || noIsLeaf.size() != count ||
        !std::all_of(roots.begin(), roots.end(), isPlace)) {
        ensemble.depth = -1;
        return ensemble;
    }
    Links links{std::vector<qint64>(size_t(count), -1), std::vector<qint64>(size_t(count), -1)};
    for (qsizetype at = 0; at < count; ++at) {
        if (yesIsLeaf.at(at) == 0 && isPlace(yes.at(at)))
            links.yes[size_t(at)] = yes.at(at);
        if (noIsLeaf.at(at) == 0 && isPlace(no.at(at)))
            links.no[size_t(at)] = no.at(at);
    }
    const int below = depthBelow({roots.begin(), roots.end()}, links);
    ensemble.depth = below < 0 || count == 0 ? below : below + 1; // the leaves are not in the lists
    return ensemble;
}

void addEntries(const Ensemble &ensemble, const QString &prefix, QList<StructureEntry> *entries)
{
    const auto number = [&](const QString &name, double value) {
        entries->append({prefix + name, QString::number(value, 'g', 15), value, 0});
    };
    number(Text::tr("trees"), double(ensemble.trees));
    number(Text::tr("leaves"), double(ensemble.leaves));
    if (ensemble.depth >= 0)
        number(Text::tr("deepest tree"), ensemble.depth);
    else
        entries->append(
            {prefix + Text::tr("deepest tree"), Text::tr("the links between nodes make no sense"), {}, 0});
    number(Text::tr("features used"), double(ensemble.splitsByFeature.size()));
    if (!ensemble.aggregate.isEmpty())
        entries->append({prefix + Text::tr("aggregate"), ensemble.aggregate, {}, 0});
    if (!ensemble.transform.isEmpty() && ensemble.transform != u"NONE")
        entries->append({prefix + Text::tr("transform"), ensemble.transform, {}, 0});
    if (ensemble.splitsByFeature.size() > mostFeatures)
        return;
    for (auto it = ensemble.splitsByFeature.begin(); it != ensemble.splitsByFeature.end(); ++it)
        number(Text::tr("splits on feature %1").arg(it.key()), double(it.value()));
}

} // namespace

QList<StructureEntry> treeEntries(const OnnxGraph &graph)
{
    QList<StructureEntry> entries;
    QList<const OnnxNode *> ensembles;
    for (const OnnxNode &node : graph.nodes) {
        if (node.op.startsWith(u"TreeEnsemble"))
            ensembles << &node;
    }
    for (const OnnxNode *node : std::as_const(ensembles)) {
        const QString name = node->name.isEmpty() ? node->op : node->name;
        const Ensemble ensemble = node->op == u"TreeEnsemble" ? splitEnsemble(*node) : listedEnsemble(*node);
        addEntries(ensemble, ensembles.size() > 1 ? name + u": "_s : QString(), &entries);
    }
    return entries;
}

} // namespace vitrine::format
