// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how long a list of many models takes to arrange and to paint while it scrolls. VT_BENCH_ROWS sets
// how many (default 10000).
#include "tests/ui/library/models.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/modelarrangement.h"
#include "ui/library/modellistmodel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class bench_ModelTable final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void fill();
    void arrange();
    void frames();

private:
    // On a machine that does other work too, the processor's time says more than the clock's.
    template<typename Work>
    void print(const char *what, int times, Work work)
    {
        std::vector<double> wall, cpu;
        for (int at = 0; at < times; ++at) {
            QElapsedTimer timer;
            timer.start();
            const std::clock_t begin = std::clock();
            work(at);
            cpu.push_back(double(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC);
            wall.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        std::sort(wall.begin(), wall.end());
        std::sort(cpu.begin(), cpu.end());
        std::printf("%-40s computing: median %7.2f  worst %7.2f ms   by the clock: %7.2f  %7.2f ms\n", what,
                    cpu[cpu.size() / 2], cpu.back(), wall[wall.size() / 2], wall.back());
        std::fflush(stdout);
    }

    int m_rows = 10'000;
    test::FixedClock m_clock;
    QList<registry::Model> m_models;
    QHash<QString, lifecycle::Insight> m_insights;
};

void bench_ModelTable::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    bool given = false;
    if (const int rows = qEnvironmentVariableIntValue("VT_BENCH_ROWS", &given); given)
        m_rows = rows;
    const QStringList types{u"regression"_s, u"classification"_s, u"forecast"_s};
    for (int at = 0; at < m_rows; ++at) {
        auto model = test::model(u"model-%1"_s.arg((at * 7919) % m_rows), types.at(at % 3),
                                 {{u"production"_s, u"v1.%1.0"_s.arg(at % 40)}, {u"staging"_s, u"v2.0.0"_s}});
        model.labels = QStringList{u"label-%1"_s.arg(at % 50)};
        model.owners = QStringList{u"Owner %1"_s.arg(at % 20)};
        lifecycle::Insight insight;
        insight.source = lifecycle::Insight::Source::Registration;
        insight.metric = u"rmse"_s;
        for (int value = 0; value < 24; ++value)
            insight.values.append(1.0 + ((at + value * value) % 17) * 0.1);
        insight.health = {lifecycle::Health::Kind::Good, u"healthy"_s, u"Fine."_s};
        m_insights.insert(model.name, insight);
        m_models.append(model);
    }
    std::sort(m_models.begin(), m_models.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    std::printf("%d models\n", m_rows);
}

void bench_ModelTable::fill()
{
    print("fill, sort by name", 5, [this](int) {
        ModelListModel list(m_clock);
        ModelArrangement arrangement(&list);
        list.setModels(m_models);
        list.setInsights(m_insights);
        QCOMPARE(arrangement.rowCount(), m_rows);
    });
}

void bench_ModelTable::arrange()
{
    ModelListModel list(m_clock);
    ModelArrangement arrangement(&list);
    list.setModels(m_models);
    list.setInsights(m_insights);
    print("sort by another column", 8, [&](int at) {
        arrangement.sort(at % 2 == 0 ? int(ModelListModel::Owner) : int(ModelListModel::Metric),
                         Qt::AscendingOrder);
    });
    print("turn the order round", 8, [&](int at) {
        arrangement.sort(ModelListModel::Metric, at % 2 == 0 ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    print("group by label, ungroup", 8, [&](int at) {
        arrangement.setGrouping(at % 2 == 0 ? std::optional(ModelField::Label) : std::nullopt);
    });
    print("filter, remove the filter", 8, [&](int at) {
        LibraryFilter filter;
        if (at % 2 == 0)
            filter.choose(ModelField::Owner, {u"Owner 3"_s});
        arrangement.setFilter(filter);
    });
}

void bench_ModelTable::frames()
{
    ModelListModel list(m_clock);
    ModelArrangement arrangement(&list);
    list.setModels(m_models);
    list.setInsights(m_insights);
    Table table(u"table"_s, u"Table"_s);
    table.setModel(&arrangement);
    table.resize(1600, 900);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    QScrollBar *bar = table.verticalScrollBar();
    // What a screen of 60 pictures a second leaves is 16.7 ms.
    print("one frame of scrolling, 1600 × 900", 200, [&](int at) {
        bar->setValue(int(qint64(bar->maximum()) * at / 200) + at % 13);
        table.viewport()->repaint();
    });
    arrangement.setGrouping(ModelField::Label);
    print("one frame of scrolling, grouped", 200, [&](int at) {
        bar->setValue(int(qint64(bar->maximum()) * at / 200) + at % 13);
        table.viewport()->repaint();
    });
}

QTEST_MAIN(bench_ModelTable)
#include "bench_modeltable.moc"
