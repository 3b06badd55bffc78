// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screenshots.h"

#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busymark.h"

#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QPixmap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int tickMs = 25;
constexpr int settleTicks = 12;     // nothing moves any more
constexpr int patienceTicks = 1200; // 30 s

bool nothingLoads(const QWidget &window)
{
    const auto marks = window.findChildren<BusyMark *>();
    return std::none_of(marks.begin(), marks.end(), [](const BusyMark *mark) { return mark->isVisible(); });
}

void applyScheme(ColourScheme scheme)
{
    applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), scheme);
}

QDialog *openDialog()
{
    return qobject_cast<QDialog *>(QApplication::activeModalWidget());
}

} // namespace

Screenshots::Screenshots(MainWindow &window, const QString &library, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_library(library)
    , m_folder(folder)
{
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, &Screenshots::wait);
}

QString Screenshots::firstModel() const
{
    // The one with the longest history has the most to show.
    const auto &models = m_window.libraryPage()->models();
    const auto it = std::max_element(models.begin(), models.end(), [](const auto &a, const auto &b) {
        return a.versionCount < b.versionCount;
    });
    return it == models.end() ? QString() : it->name;
}

void Screenshots::plan(const QString &scheme)
{
    const auto page = [this](MainWindow::Page p) { return [this, p] { m_window.showPage(p); }; };
    const auto tab = [this](ModelPage::Tab t) {
        return [this, t] {
            m_window.showModel(firstModel());
            m_window.modelPage()->showTab(t);
        };
    };
    const auto add = [this, &scheme](const QString &name, std::function<void()> go,
                                     std::function<bool()> ready = {}) {
        m_steps.push_back(
            {name.isEmpty() ? QString() : name + u'-' + scheme, std::move(go), std::move(ready)});
    };
    add(u"library"_s, page(MainWindow::Library));
    add(u"model-history"_s, tab(ModelPage::Tab::History));
    add(u"model-overview"_s, tab(ModelPage::Tab::Overview));
    add(u"model-metadata"_s, tab(ModelPage::Tab::Metadata));
    add(
        u"rollback"_s,
        [this] {
            m_window.modelPage()->showTab(ModelPage::Tab::History);
            m_window.modelPage()->rollBack();
        },
        [] { return openDialog() != nullptr; });
    add({}, [] {
        if (QDialog *dialog = openDialog())
            dialog->reject();
    });
    add(u"compare"_s, [this] {
        m_window.showModel(firstModel());
        m_window.modelPage()->compareSelected();
    });
    add(u"palette"_s, [this] {
        m_window.showPage(MainWindow::Library);
        m_window.openPalette();
        if (auto *field = m_window.findChild<QLineEdit *>(u"paletteField"_s))
            field->setText(u"se"_s);
    });
    add({}, [this] { m_window.palettePopup()->hide(); });
    add(u"deploy"_s, page(MainWindow::Deploy));
    const auto monitor = [this](MonitorPage::View view) {
        return [this, view] {
            m_window.showMonitor(firstModel());
            m_window.monitorPage()->showView(view);
        };
    };
    add(u"monitor"_s, monitor(MonitorPage::View::Metrics));
    add(u"monitor-drift"_s, [this, monitor] {
        const QString data = m_scratch.filePath(u"seattle-weather.csv"_s);
        QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, data);
        monitor(MonitorPage::View::Drift)();
        m_window.monitorPage()->driftView()->setData(data);
    });
    add(u"monitor-matrix"_s, monitor(MonitorPage::View::Matrix));
    add(u"monitor-diagnostics"_s, monitor(MonitorPage::View::Diagnostics));
    add(u"settings"_s, page(MainWindow::Settings));
}

void Screenshots::start()
{
    if (!m_folder.mkpath(u"."_s)) {
        emit finished(0, tr("Cannot make the folder %1").arg(m_folder.path()));
        return;
    }
    const std::pair<QString, ColourScheme> schemes[] = {{u"light"_s, ColourScheme::Light},
                                                        {u"dark"_s, ColourScheme::Dark}};
    for (const auto &[name, scheme] : schemes) {
        m_steps.push_back({u"start-"_s + name,
                           [this, scheme = scheme] {
                               applyScheme(scheme);
                               m_window.session()->close();
                           },
                           {}});
        m_steps.push_back({{},
                           [this] { m_window.openLibrary(m_library); },
                           [this] { return !m_window.libraryPage()->models().isEmpty(); }});
        plan(name);
    }
    next();
}

void Screenshots::next()
{
    if (m_at == m_steps.size()) {
        m_timer.stop();
        emit finished(m_written, {});
        return;
    }
    m_waited = 0;
    m_settled = 0;
    m_steps[m_at].go();
    m_timer.start();
}

void Screenshots::wait()
{
    const Step &step = m_steps[m_at];
    const bool ready = (!step.ready || step.ready()) && nothingLoads(m_window);
    m_settled = ready ? m_settled + 1 : 0;
    if (m_settled < settleTicks && ++m_waited < patienceTicks)
        return;
    if (m_settled < settleTicks) {
        m_timer.stop();
        emit finished(m_written, tr("“%1” was not ready after half a minute").arg(step.name));
        return;
    }
    if (!step.name.isEmpty() && !write(step.name)) {
        m_timer.stop();
        emit finished(m_written, tr("Cannot write %1").arg(m_folder.filePath(step.name + u".png"_s)));
        return;
    }
    ++m_at;
    next();
}

bool Screenshots::write(const QString &name)
{
    QPixmap picture = m_window.grab();
    if (QDialog *dialog = openDialog()) {
        const QPoint at((m_window.width() - dialog->width()) / 2, (m_window.height() - dialog->height()) / 2);
        dialog->render(&picture, at);
    }
    if (!picture.save(m_folder.filePath(name + u".png"_s)))
        return false;
    ++m_written;
    return true;
}

} // namespace vitrine::ui
