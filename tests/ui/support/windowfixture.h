// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFileInfo>
#include <QTest>

#include <memory>

namespace vitrine::test {

// The real window on services of its own, driven by clicks and keys. The widgets of the tab that is shown are
// found by their object names.
class WindowFixture final
{
public:
    explicit WindowFixture(const QSize &size = {1280, 800}) : m_size(size) { restart(); }
    ~WindowFixture() { window.reset(); }

    // As if the program had been closed and started again.
    void restart()
    {
        if (window)
            window->close();
        window.reset();
        window = std::make_unique<ui::MainWindow>(services.services, prompter);
        window->resize(m_size);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }

    // A copy of the demo library below the fixture's own folder.
    QString makeLibrary(const QString &name)
    {
        const QString path = dir.filePath(name + QStringLiteral(".git"));
        if (QFileInfo::exists(path))
            return path;
        const auto library = makeDemoLibrary(path);
        if (!library)
            qWarning("%s", qPrintable(library.error().message));
        return path;
    }

    template<typename T>
    T *find(const QString &name) const
    {
        const QList<T *> all = window->findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                return each;
        }
        return all.value(0);
    }

    bool click(const QString &button) const
    {
        auto *widget = find<QAbstractButton>(button);
        if (!widget ||
            !QTest::qWaitFor([widget] { return widget->isVisible() && widget->isEnabled(); }, 10'000)) {
            qWarning("%s cannot be clicked", qPrintable(button));
            return false;
        }
        QTest::mouseClick(widget, Qt::LeftButton);
        return true;
    }

    void keys(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
        QTest::keyClick(target, key, modifiers);
    }

    QTemporaryDir dir;
    ServicesFixture services;
    FakePrompter prompter;
    std::unique_ptr<ui::MainWindow> window;

private:
    QSize m_size;
};

} // namespace vitrine::test
