// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace vitrine::ui {

// A line with a magnifying glass and a clear button. Escape clears; Down and Return go on to what was found.
class SearchField final : public QLineEdit
{
    Q_OBJECT
public:
    explicit SearchField(QWidget *parent = nullptr);

signals:
    void leftForResults();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace vitrine::ui
