// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/choicebox.h"

#include <QAbstractItemView>
#include <QMetaObject>

#include <algorithm>
#include <utility>

namespace vitrine::ui {

ChoiceBox::ChoiceBox(const QString &name, const QString &accessibleName, QWidget *parent) : QComboBox(parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setToolTip(accessibleName);
    setSizeAdjustPolicy(AdjustToContents);
}

void ChoiceBox::offer(const QList<Choice> &choices)
{
    m_waiting.reset();
    if (choices == m_offered)
        return;
    if (view()->isVisible())
        m_waiting = choices;
    else
        take(choices);
}

// A click on an item closes the list before it tells which one it was, so the list must still be the same
// then.
void ChoiceBox::hidePopup()
{
    QComboBox::hidePopup();
    if (!m_waiting)
        return;
    const auto takeWaiting = [this] {
        if (m_waiting && !view()->isVisible())
            take(*std::exchange(m_waiting, std::nullopt));
    };
    QMetaObject::invokeMethod(this, takeWaiting, Qt::QueuedConnection);
}

void ChoiceBox::take(const QList<Choice> &choices)
{
    const QVariant chosen = currentData();
    const QString text = currentText();
    const auto [oldDiffers, newDiffers] =
        std::mismatch(m_offered.begin(), m_offered.end(), choices.begin(), choices.end());
    const qsizetype first = newDiffers - choices.begin();
    const qsizetype most = std::min(m_offered.size(), choices.size()) - first;
    qsizetype after = 0; // that are the same at the end
    while (after < most &&
           m_offered.at(m_offered.size() - 1 - after) == choices.at(choices.size() - 1 - after))
        ++after;
    for (qsizetype i = m_offered.size() - after; i > first; --i)
        removeItem(int(i - 1));
    for (qsizetype i = first; i < choices.size() - after; ++i) {
        if (choices[i].text.isEmpty())
            insertSeparator(int(i));
        else
            insertItem(int(i), choices[i].text, choices[i].value);
    }
    m_offered = choices;
    qsizetype again = text.isEmpty() ? -1 : choices.indexOf(Choice{text, chosen});
    if (again < 0 && chosen.isValid())
        again = findData(chosen); // called otherwise now
    setCurrentIndex(again >= 0 ? int(again) : (count() > 0 ? 0 : -1));
}

} // namespace vitrine::ui
