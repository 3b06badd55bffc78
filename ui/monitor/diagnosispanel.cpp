// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/diagnosispanel.h"

#include "ui/monitor/confusiongrid.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int gap = Space::m;
constexpr int leastCard = 200;        // pixels to each side
constexpr int aroundSquare = 52;      // what a card has above and below its plot more than beside it
constexpr double widestSquare = 0.46; // of the panel

} // namespace

DiagnosisPanel::DiagnosisPanel(QWidget *parent) : QWidget(parent), m_confusion(nullptr), m_facts(nullptr)
{
    for (const QString &name :
         {u"diagnosisFirst"_s, u"diagnosisSecond"_s, u"diagnosisThird"_s, u"diagnosisFourth"_s})
        m_plots << new XyPlot(name, this);
    m_confusion = new ConfusionGrid(this); // after the plots, in the order of the Tab key
    for (QWidget *card : QList<QWidget *>{m_plots[0], m_plots[1], m_plots[2], m_plots[3], m_confusion})
        card->setMinimumSize(1, 1); // the panel itself sees to it
    m_facts = new TextLabel({}, TextRole::Caption, Tone::Muted, this);
    m_facts->setObjectName(u"diagnosisFacts"_s);
    m_facts->setWordWrap(true);
}

void DiagnosisPanel::show(const QList<XyPicture> &pictures, bool classification)
{
    m_classification = classification;
    m_shown = std::min(pictures.size(), m_plots.size());
    for (qsizetype i = 0; i < m_plots.size(); ++i) {
        m_plots[i]->setVisible(i < m_shown);
        if (i < m_shown)
            m_plots[i]->setPicture(pictures[i]);
    }
    m_confusion->setVisible(classification);
    arrange();
}

void DiagnosisPanel::setFacts(const QString &text)
{
    m_facts->setText(text);
    arrange();
}

QSize DiagnosisPanel::minimumSizeHint() const
{
    return {3 * leastCard, leastCard + aroundSquare};
}

void DiagnosisPanel::arrange()
{
    const int facts = m_facts->heightForWidth(width());
    const QRect area(0, 0, width(), std::max(1, height() - facts - Space::s));
    int bottom = area.height();
    if (m_classification || m_shown < 4)
        bottom = arrangeSquares(area);
    else
        arrangeRegression(area);
    m_facts->setGeometry(0, bottom + Space::s, width(), facts);
}

void DiagnosisPanel::arrangeRegression(const QRect &area)
{
    const int side = std::min(area.height(), int(area.width() * widestSquare));
    const int left = side + gap;
    const int rest = area.width() - left;
    const int upper = (area.height() - gap) / 2;
    m_plots[0]->setGeometry(0, 0, side, area.height());
    m_plots[1]->setGeometry(left, 0, rest, upper);
    const int half = (rest - gap) / 2;
    m_plots[2]->setGeometry(left, upper + gap, half, area.height() - upper - gap);
    m_plots[3]->setGeometry(left + half + gap, upper + gap, rest - half - gap, area.height() - upper - gap);
}

int DiagnosisPanel::arrangeSquares(const QRect &area)
{
    QList<QWidget *> cards;
    for (qsizetype i = 0; i < m_shown; ++i)
        cards << m_plots[i];
    if (m_classification)
        cards << m_confusion;
    if (cards.isEmpty())
        return area.bottom();
    // In one row or in two: whatever makes them larger.
    const auto sideOf = [&](int columns) {
        const int rows = (int(cards.size()) + columns - 1) / columns;
        return std::min((area.width() - (columns - 1) * gap) / columns,
                        (area.height() - (rows - 1) * gap) / rows - aroundSquare);
    };
    const int all = int(cards.size());
    const int columns = sideOf(all) >= sideOf((all + 1) / 2) ? all : (all + 1) / 2;
    const int rows = (all + columns - 1) / columns;
    const int wide = (area.width() - (columns - 1) * gap) / columns;
    const int high = std::min((area.height() - (rows - 1) * gap) / rows, wide + aroundSquare);
    for (int i = 0; i < all; ++i)
        cards[i]->setGeometry((i % columns) * (wide + gap), (i / columns) * (high + gap), wide, high);
    return rows * (high + gap) - gap;
}

void DiagnosisPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void DiagnosisPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        arrange();
}

} // namespace vitrine::ui
