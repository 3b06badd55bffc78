// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/model/followwatch.h"

#include <QWidget>

class QVBoxLayout;

namespace vitrine::ui {

// How far each server that follows a stage has come: switching, serves it, or why it does not.
class FollowPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit FollowPanel(QWidget *parent = nullptr);
    void watch(FollowWatch *watch);

private:
    void show(const FollowWatch &watch);
    QVBoxLayout *m_rows;
};

} // namespace vitrine::ui
