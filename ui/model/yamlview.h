// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace vitrine::ui {

// The YAML as it will be, with the lines that differ from what is stored marked.
class YamlView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit YamlView(QWidget *parent = nullptr);
    void show(const QString &stored, const QString &now);

protected:
    void changeEvent(QEvent *event) override;

private:
    void mark();
    QString m_stored;
};

} // namespace vitrine::ui
