// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"

#include <QDialog>

#include <utility>

class QPushButton;
class QThreadPool;
class QVBoxLayout;

namespace vitrine::ui {

class TextLabel;

// A dialog that writes one thing: it closes when that is done, stays with a sentence when it failed, and can
// not be left in between. Names its parts "<name>Problem", "<name>Cancel", "<name>Go".
class WritingDialog : public QDialog
{
    Q_OBJECT
public:
    void reject() override;

protected:
    WritingDialog(QThreadPool &writer, const QString &name, const QString &verb, QWidget *parent);

    // Where the content goes; finishLayout() adds the problem and the buttons below it.
    QVBoxLayout *column() const { return m_column; }
    void finishLayout();
    QPushButton *cancelButton() const { return m_cancel; }
    QPushButton *goButton() const { return m_go; }

    // Whether there is something that may be written; call updateButton() when it changed.
    virtual bool isReady() const = 0;
    void updateButton();

    // Runs `work` in the writer's thread; accepts after `done` got its value, else shows the error.
    template<typename Work, typename Done>
    void write(Work work, Done done)
    {
        if (!begin())
            return;
        onFinished(runAsync(&m_writer, std::move(work)), this,
                   [this, done = std::move(done)](const auto &result) {
                       if (result)
                           done(*result);
                       end(result ? nullptr : &result.error());
                   });
    }

private:
    bool begin();
    void end(const Error *error);

    QThreadPool &m_writer;
    QVBoxLayout *m_column;
    TextLabel *m_problem;
    QPushButton *m_cancel;
    QPushButton *m_go;
    bool m_writing = false;
};

} // namespace vitrine::ui
