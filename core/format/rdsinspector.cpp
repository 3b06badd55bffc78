// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/rdsinspector.h"

#include "core/base/text.h"
#include "core/format/rdsreader.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

using Severity = Finding::Severity;

constexpr std::size_t mostCoefficients = 2'000;

// What formulas are written with. A model evaluates its formula for every prediction.
constexpr std::array<std::string_view, 89> harmless{"~",          "+",           "-",
                                                    "*",          "/",           "^",
                                                    ":",          "%in%",        "(",
                                                    "|",          "||",          "&",
                                                    "&&",         "!",           "==",
                                                    "!=",         "<",           "<=",
                                                    ">",          ">=",          "%%",
                                                    "%/%",        "[",           "[[",
                                                    "$",          "I",           "log",
                                                    "log2",       "log10",       "log1p",
                                                    "exp",        "expm1",       "sqrt",
                                                    "abs",        "sin",         "cos",
                                                    "tan",        "poly",        "ns",
                                                    "bs",         "s",           "te",
                                                    "ti",         "t2",          "offset",
                                                    "factor",     "ordered",     "scale",
                                                    "cut",        "interaction", "c",
                                                    "list",       "cbind",       "as.factor",
                                                    "as.numeric", "as.integer",  "as.character",
                                                    "pmin",       "pmax",        "ifelse",
                                                    "is.na",      "weights",     "lm",
                                                    "glm",        "binomial",    "gaussian",
                                                    "poisson",    "Gamma",       "data.frame",
                                                    "rep",        "loess",       "nls",
                                                    "gam",        "ranger",      "randomForest",
                                                    "rpart",      "nnet",        "multinom",
                                                    "polr",       "glmnet",      "coxph",
                                                    "survreg",    "lmer",        "glmer",
                                                    "svm",        "aov",         "smooth.spline",
                                                    "Surv",       "quote"};

constexpr std::array<std::string_view, 32> dangerous{
    "system",      "system2",       "shell",     "shell.exec",       "pipe",          "eval",
    "evalq",       "parse",         "source",    "sys.source",       "do.call",       "get",
    "get0",        "mget",          "match.fun", "dyn.load",         ".Call",         ".External",
    ".C",          ".Fortran",      "library",   "require",          "loadNamespace", "unlink",
    "file.remove", "download.file", "url",       "socketConnection", "readRDS",       "load",
    "writeLines",  "Sys.setenv"};

template<std::size_t N>
bool isAmong(const std::array<std::string_view, N> &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

// "stats::lm" is "lm"; the same name of a package that nobody knows is not.
std::string bare(const std::string &name)
{
    constexpr std::array<std::string_view, 14> packages{
        "stats", "base",   "splines",  "mgcv",         "ranger", "rpart",   "nnet",
        "MASS",  "glmnet", "survival", "randomForest", "lme4",   "xgboost", "e1071"};
    const auto colons = name.find("::");
    return colons != std::string::npos && isAmong(packages, name.substr(0, colons)) ? name.substr(colons + 2)
                                                                                    : name;
}

QString text(const std::string &bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QStringList texts(const std::vector<std::string> &list)
{
    QStringList result;
    for (const std::string &each : list)
        result.append(text(each));
    return result;
}

class Facts final
{
public:
    Facts(const RdsReader &reader, Inspection &inspection) : m_reader(reader), m_inspection(inspection) {}

    void add()
    {
        RdsRef model = m_reader.root();
        m_inspection.metadata.insert(u"r_version"_s, text(m_reader.writer()));
        if (const RdsRef pinned = m_reader.element(model, "model"); pinned != 0 && isPin(model)) {
            m_inspection.metadata.insert(u"vetiver"_s, true);
            RdsRef prototype = m_reader.element(model, "prototype");
            if (prototype == 0)
                prototype = m_reader.element(model, "ptype");
            addPrototype(prototype);
            model = pinned;
        }
        const QStringList classes = classOf(model);
        m_inspection.metadata.insert(u"class"_s, QJsonArray::fromStringList(classes));
        m_inspection.framework = u"R"_s;
        if (m_inspection.inputs.isEmpty())
            addVariables(m_reader.element(model, "terms"), m_reader.element(model, "xlevels"));
        addTask(model, classes);
        addCoefficients(m_reader.element(model, "coefficients"));
    }

private:
    // vetiver pins a plain list of the model and its prototype; an lm has an element "model" too.
    bool isPin(RdsRef root) const
    {
        const auto names = m_reader.attributeTexts(root, "names");
        return m_reader.attribute(root, "class") == 0 &&
               std::any_of(names.begin(), names.end(), [](const std::string &name) {
                   return name == "prototype" || name == "ptype" || name == "required_pkgs";
               });
    }

    QStringList classOf(RdsRef ref) const
    {
        const QStringList classes = texts(m_reader.attributeTexts(ref, "class"));
        if (!classes.isEmpty())
            return classes;
        switch (m_reader.at(ref).kind) {
        case RdsValue::Kind::Closure: return {u"function"_s};
        case RdsValue::Kind::List: return {u"list"_s};
        case RdsValue::Kind::Environment: return {u"environment"_s};
        default: return {};
        }
    }

    // A data frame, most often without rows: its columns and their types.
    void addPrototype(RdsRef frame)
    {
        const auto names = m_reader.attributeTexts(frame, "names");
        const auto &columns = m_reader.at(frame).items;
        for (std::size_t i = 0; i < names.size() && i < columns.size(); ++i)
            m_inspection.inputs.append({text(names[i]),
                                        columnType(columns[i]),
                                        {-1},
                                        texts(m_reader.attributeTexts(columns[i], "levels"))});
    }

    QString columnType(RdsRef column) const
    {
        const QStringList classes = classOf(column);
        if (classes.contains(u"factor") || classes.contains(u"Date") || classes.contains(u"POSIXct"))
            return u"BYTES"_s;
        switch (m_reader.at(column).kind) {
        case RdsValue::Kind::Reals: return u"FP64"_s;
        case RdsValue::Kind::Integers: return u"INT32"_s;
        case RdsValue::Kind::Logicals: return u"BOOL"_s;
        case RdsValue::Kind::Texts: return u"BYTES"_s;
        default: return {};
        }
    }

    // The terms of a formula say which variables it reads and what they were; the response comes first.
    void addVariables(RdsRef terms, RdsRef levels)
    {
        const RdsRef types = m_reader.attribute(terms, "dataClasses");
        const auto names = m_reader.attributeTexts(types, "names");
        const auto kinds = m_reader.texts(types);
        const auto &response = m_reader.at(m_reader.attribute(terms, "response")).numbers;
        const std::size_t begin = !response.empty() && response.front() > 0 ? 1 : 0;
        QList<ModelPort> ports;
        for (std::size_t i = begin; i < names.size() && i < kinds.size(); ++i) {
            // "log(disp)" is not a column of its own; then the columns cannot be told from here.
            if (names[i].find('(') != std::string::npos)
                return;
            const QString type = kinds[i] == "numeric"   ? u"FP64"_s
                                 : kinds[i] == "logical" ? u"BOOL"_s
                                                         : u"BYTES"_s;
            ports.append(
                {text(names[i]), type, {-1}, texts(m_reader.texts(m_reader.element(levels, names[i])))});
        }
        m_inspection.inputs = ports;
    }

    // Those of lm, glm and their kin; of a matrix only how many there are.
    void addCoefficients(RdsRef ref)
    {
        const RdsValue &coefficients = m_reader.at(ref);
        if (coefficients.kind != RdsValue::Kind::Reals)
            return;
        m_inspection.parameters = coefficients.length;
        const auto names = m_reader.attributeTexts(ref, "names");
        const auto &values = coefficients.numbers;
        if (names.size() != values.size() ||
            static_cast<std::int64_t>(values.size()) != coefficients.length ||
            values.size() > mostCoefficients)
            return;
        QJsonObject list;
        for (std::size_t i = 0; i < values.size(); ++i) // NA: left out of the fit because it is redundant
            list.insert(text(names[i]),
                        std::isfinite(values[i]) ? QJsonValue(values[i]) : QJsonValue(u"NA"_s));
        m_inspection.metadata.insert(u"coefficients"_s, list);
    }

    void addTask(RdsRef model, const QStringList &classes)
    {
        const RdsRef family = m_reader.element(model, "family");
        const auto name = m_reader.texts(m_reader.element(family, "family"));
        if (!name.empty())
            m_inspection.metadata.insert(u"family"_s, text(name.front()));
        if (classes.contains(u"glm") || classes.contains(u"lm") || classes.contains(u"gam"))
            m_inspection.task = u"regression"_s;
        const auto kind = m_reader.texts(m_reader.element(model, "treetype"));
        if (!kind.empty())
            m_inspection.task = text(kind.front()).toLower();
    }

    const RdsReader &m_reader;
    Inspection &m_inspection;
};

void addFindings(const RdsReader &reader, Inspection &inspection)
{
    if (reader.promises() > 0)
        inspection.add(Severity::Dangerous, u"code"_s, u"promise"_s,
                       Text::tr("It holds expressions that run as soon as they are touched."));
    if (reader.closures() > 0)
        inspection.add(Severity::Suspicious, u"code"_s, u"function"_s,
                       Text::tr("It brings %n function(s) of its own, which run when the model is used.",
                                nullptr,
                                static_cast<int>(std::min<std::size_t>(reader.closures(), 1'000'000))));
    for (const std::string &name : reader.calledByFunctions()) {
        if (name == "system" || name == "system2" || name == "shell" || name == "pipe" ||
            name == "download.file" || name == "socketConnection" || name == "unlink")
            inspection.add(
                Severity::Dangerous, u"call"_s, text(name),
                Text::tr("One of its functions calls it: it can run programs, reach files or the network."));
    }
    QStringList unknown;
    for (const std::string &name : reader.calledByFormulas()) {
        if (isAmong(dangerous, name))
            inspection.add(Severity::Dangerous, u"call"_s, text(name),
                           Text::tr("A formula or call in it would run this for every prediction."));
        else if (!isAmong(harmless, bare(name)))
            unknown.append(text(name));
    }
    constexpr qsizetype shown = 50;
    if (!unknown.isEmpty())
        inspection.add(
            Severity::Suspicious, u"call"_s, unknown.mid(0, shown).join(u", "_s),
            Text::tr("Formulas or calls in it use these functions, which are not on the list of what "
                     "formulas are made of."));
    if (reader.pointers() > 0)
        inspection.add(Severity::Info, u"structure"_s, u"external pointer"_s,
                       Text::tr("A part of the model was in memory only and is not in the file."));
    const bool quiet = std::all_of(inspection.findings.begin(), inspection.findings.end(),
                                   [](const Finding &finding) { return finding.severity == Severity::Info; });
    inspection.canRunCode = inspection.canRunCode || !quiet;
}

} // namespace

bool inspectRds(std::string_view bytes, Inspection &inspection)
{
    RdsReader reader(bytes);
    const bool whole = reader.read();
    if (reader.version() != 2 && reader.version() != 3)
        return false;
    if (whole) {
        Facts(reader, inspection).add();
    } else {
        inspection.add(Severity::Suspicious, u"structure"_s, {},
                       Text::tr("The file is damaged or of a kind that cannot be looked through."));
        inspection.canRunCode = true;
    }
    addFindings(reader, inspection);
    return true;
}

} // namespace vitrine::format
