// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace vitrine::ui {

// A filter as a button: "Type" while it lets everything through, "Type: regression" while it does not.
class FilterButton final : public QPushButton
{
    Q_OBJECT
public:
    struct Option {
        QString value;
        QString text;
    };
    FilterButton(const QString &name, const QString &title, QWidget *parent = nullptr);

    void setOptions(const QList<Option> &options);
    void setValue(const QString &value);
    QString value() const { return m_value; }

signals:
    void valueChanged(const QString &value);

private:
    void rebuild();
    QString m_title;
    QString m_value;
    QList<Option> m_options;
};

} // namespace vitrine::ui
