// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever comes over the wire: every seed of tests/fuzz/corpus and mutations of it keep the promises of
// tests/fuzz/targets.cpp. A broken promise aborts the program; the log of CTest then shows the input.
#include "tests/fuzz/targets.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <random>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

std::vector<std::string> seedsOf(std::string_view target)
{
    const QDir folder(QStringLiteral(VT_FUZZ_CORPUS_DIR "/") +
                      QString::fromUtf8(target.data(), qsizetype(target.size())));
    std::vector<std::string> seeds;
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            seeds.push_back(file.readAll().toStdString());
    }
    return seeds;
}

// What often breaks parsers: bits, cuts, repeats, pieces of another seed, and characters with a meaning.
std::string mutated(std::string text, const std::vector<std::string> &seeds, std::mt19937 &random)
{
    constexpr std::string_view meaningful = "\"\\{}[],:\r\n\t 0-+.eEtfnN%&?=;\xFF\x80\x00";
    const auto below = [&random](std::size_t limit) {
        return limit == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const std::size_t steps = 1 + below(4);
    for (std::size_t i = 0; i < steps; ++i) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = below(std::min<std::size_t>(text.size() - at, 32) + 1);
        switch (below(6)) {
        case 0:
            if (at < text.size())
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, text.substr(at, length)); break;
        case 3: text.insert(at, 1, meaningful[below(meaningful.size())]); break;
        case 4: text.resize(at); break;
        default: {
            const std::string &other = seeds[below(seeds.size())];
            const std::size_t from = below(other.size() + 1);
            text.insert(at, other.substr(from, below(64)));
        }
        }
    }
    return text;
}

} // namespace

class tst_HostileInput final : public QObject
{
    Q_OBJECT
private slots:
    void promisesAreKept_data();
    void promisesAreKept();
};

void tst_HostileInput::promisesAreKept_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const fuzz::Target &target : fuzz::targets())
        QTest::newRow(std::string(target.name).c_str()) << index++;
}

void tst_HostileInput::promisesAreKept()
{
    QFETCH(int, index);
    const fuzz::Target &target = fuzz::targets()[std::size_t(index)];
    const std::vector<std::string> seeds = seedsOf(target.name);
    QVERIFY2(seeds.size() > 10, "the corpus is missing");
    for (const std::string &seed : seeds)
        target.run(seed);
    bool chosen = false;
    const int wanted = qEnvironmentVariableIntValue("VT_FUZZ_MUTATIONS", &chosen);
    const int mutations = chosen ? wanted : 60; // of each seed
    std::mt19937 random(20240131u);             // the same ones every time
    for (int i = 0; i < mutations; ++i) {
        for (const std::string &seed : seeds)
            target.run(mutated(seed, seeds, random));
    }
}

QTEST_GUILESS_MAIN(tst_HostileInput)
#include "tst_hostileinput.moc"
