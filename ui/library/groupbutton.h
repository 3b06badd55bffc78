// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/libraryfilter.h"

#include <QPushButton>

#include <optional>

namespace vitrine::ui {

// By what the models are grouped, and all groups open or shut at once.
class GroupButton final : public QPushButton
{
    Q_OBJECT
public:
    explicit GroupButton(QWidget *parent = nullptr);

    void setGrouping(std::optional<ModelField> field);
    std::optional<ModelField> grouping() const { return m_grouping; }

signals:
    void groupingChanged();
    void expandAllRequested();
    void collapseAllRequested();

private:
    void rebuild();
    std::optional<ModelField> m_grouping;
};

} // namespace vitrine::ui
