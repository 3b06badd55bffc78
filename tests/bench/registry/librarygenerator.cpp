// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/registry/librarygenerator.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace vitrine::bench {

namespace {

const QList<QByteArray> nouns{"temperature", "rainfall", "churn",   "fraud", "demand",  "price",
                              "delay",       "energy",   "traffic", "yield", "quality", "credit",
                              "stock",       "wind",     "harvest", "wear"};
const QList<QByteArray> adjectives{"daily",   "hourly", "regional", "national", "robust",   "seasonal",
                                   "robotic", "linear", "boosted",  "sparse",   "quantile", "hierarchical"};

class Stream
{
public:
    explicit Stream(const LibrarySize &size) : m_size(size), m_random(20240101) {}

    QByteArray text()
    {
        commit("Start a library of models",
               {{".gitattributes", "models/*/files/** filter=lfs diff=lfs merge=lfs -text\n"}});
        for (int version = 0; version < m_size.versionsPerModel; ++version) {
            for (int model = 0; model < m_size.models; ++model)
                addVersion(model, version);
        }
        return m_out;
    }

private:
    QByteArray pick(const QList<QByteArray> &words) { return words.at(m_random.bounded(int(words.size()))); }

    static QByteArray modelName(int model)
    {
        return nouns.at(model % nouns.size()) + '-' +
               adjectives.at(model / int(nouns.size()) % int(adjectives.size())) + '-' +
               QByteArray::number(model);
    }

    QByteArray yaml(const QByteArray &name, int version)
    {
        QByteArray text =
            "# Kept by the forecasting desk\ntitle: " + name + " for planning\ndescription: |\n  Predicts " +
            name +
            " from observations of the last weeks.\n  Retrained when the error grows.\ntype: "
            "regression\nlabels:\n  - " +
            pick(adjectives) +
            "\nowners:\n  - Ada <ada@example.com>\nlicence: MIT\nmain_metric: rmse\nprototype:\n";
        for (int column = 0; column < 8; ++column)
            text +=
                "  - name: " + nouns.at(column) + "_" + QByteArray::number(column) + "\n    type: number\n";
        text += "packages:\n  numpy: 1.24.2\n  scikit-learn: 1.2.1\nmetrics:\n  mae: " +
                QByteArray::number(m_random.bounded(5.0), 'f', 4) +
                "\n  rmse: " + QByteArray::number(m_random.bounded(8.0), 'f', 4) +
                "\n  rsq: " + QByteArray::number(m_random.bounded(1.0), 'f', 4) +
                "\ntraining:\n  command: python train.py --seed " + QByteArray::number(version) +
                "\n  data: observations.csv\n";
        return text;
    }

    QByteArray pointer(const QByteArray &name, int version)
    {
        const QByteArray id =
            QCryptographicHash::hash(name + QByteArray::number(version), QCryptographicHash::Sha256).toHex();
        return "version https://git-lfs.github.com/spec/v1\noid sha256:" + id + "\nsize " +
               QByteArray::number(40'000 + m_random.bounded(9'000'000)) + '\n';
    }

    void addVersion(int model, int version)
    {
        const QByteArray name = modelName(model);
        const QByteArray folder = "models/" + name + '/';
        const QByteArray text = "v1." + QByteArray::number(version) + ".0";
        QList<std::pair<QByteArray, QByteArray>> files{{folder + "model.yaml", yaml(name, version)},
                                                       {folder + "files/model.onnx", pointer(name, version)}};
        if (version == 0)
            files.append({folder + "CARD.md", "# " + name + "\n\nIntended for " + pick(adjectives) +
                                                  " planning of " + pick(nouns) + ".\n"});
        const QByteArray reason = "Retrain on " + pick(adjectives) + ' ' + pick(nouns) + " data";
        commit(reason, files);
        tag(name + '@' + text, reason);
        if (m_random.bounded(5) == 0)
            tag(name + "#production#" + QByteArray::number(version + 1), "Better on " + pick(nouns));
    }

    QByteArray person()
    {
        return "Ada Bench <ada@example.com> " + QByteArray::number(m_time += 60) + " +0000\n";
    }
    static QByteArray data(const QByteArray &content)
    {
        return "data " + QByteArray::number(content.size()) + '\n' + content + '\n';
    }

    void commit(const QByteArray &message, const QList<std::pair<QByteArray, QByteArray>> &files)
    {
        m_out += "commit refs/heads/main\nmark :" + QByteArray::number(++m_mark) + "\ncommitter " + person() +
                 data(message);
        if (m_mark > 1)
            m_out += "from :" + QByteArray::number(m_mark - 1) + '\n';
        for (const auto &[path, content] : files)
            m_out += "M 100644 inline " + path + '\n' + data(content);
    }

    void tag(const QByteArray &name, const QByteArray &message)
    {
        m_out +=
            "tag " + name + "\nfrom :" + QByteArray::number(m_mark) + "\ntagger " + person() + data(message);
    }

    LibrarySize m_size;
    QRandomGenerator m_random;
    QByteArray m_out;
    qint64 m_time = 1'577'836'800; // 2020-01-01T00:00:00Z
    int m_mark = 0;
};

bool git(const QString &path, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.setWorkingDirectory(path);
    process.start(u"git"_s, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (process.waitForFinished(-1) && process.exitCode() == 0)
        return true;
    std::fprintf(stderr, "git %s: %s\n", qPrintable(arguments.join(u' ')),
                 process.readAllStandardError().constData());
    return false;
}

bool pack(const QString &path)
{
    return git(path, {u"pack-refs"_s, u"--all"_s}) && git(path, {u"gc"_s, u"-q"_s});
}

// fast-import writes a pack; its objects become files of their own.
bool unpack(const QString &path)
{
    const QDir packs(path + u"/objects/pack"_s);
    for (const QString &name : packs.entryList({u"*.pack"_s})) {
        QFile file(packs.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QByteArray content = file.readAll();
        const QString index = packs.filePath(QString(name).replace(u".pack"_s, u".idx"_s));
        if (!file.remove() || !QFile::remove(index) || !git(path, {u"unpack-objects"_s, u"-q"_s}, content))
            return false;
    }
    return true;
}

} // namespace

bool generateLibrary(const QString &path, const LibrarySize &size)
{
    return QDir().mkpath(path) && git(path, {u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, u"."_s}) &&
           git(path, {u"config"_s, u"gc.auto"_s, u"0"_s}) &&
           git(path, {u"fast-import"_s, u"--quiet"_s}, Stream(size).text()) &&
           (size.packed ? pack(path) : unpack(path));
}

} // namespace vitrine::bench
