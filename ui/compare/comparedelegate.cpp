// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparedelegate.h"

#include "ui/compare/comparemodel.h"
#include "ui/theme/flatpainter.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/wording.h"

#include <QAbstractItemView>
#include <QLocale>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

using registry::ComparedCell;
using registry::TextRun;
using Standing = ComparedCell::Standing;

namespace {

constexpr int padding = 7;       // above and below
constexpr qsizetype around = 70; // characters around a change that stay when the rest is cut
constexpr int mostLines = 400;   // of one cell

// What a cell shows, ready to be laid out.
struct CellText {
    QString text;
    QList<QTextLayout::FormatRange> formats;
    QString note;
};

QTextLayout::FormatRange rangeOf(qsizetype start, qsizetype length, const QTextCharFormat &format)
{
    QTextLayout::FormatRange range;
    range.start = int(start);
    range.length = int(length);
    range.format = format;
    return range;
}

void addRuns(const QList<TextRun> &runs, const Tokens &t, CellText *cell)
{
    QTextCharFormat removed;
    removed.setForeground(t.bad);
    removed.setFontStrikeOut(true);
    removed.setBackground(mixed(t.surface, t.bad, t.highContrast ? 0 : 0.12));
    QTextCharFormat added;
    added.setForeground(t.good);
    added.setFontUnderline(true);
    added.setBackground(mixed(t.surface, t.good, t.highContrast ? 0 : 0.14));
    for (qsizetype at = 0; at < runs.size(); ++at) {
        const TextRun &run = runs.at(at);
        // Old and new words beside each other are not read as one.
        if (run.kind == TextRun::Kind::Added && at > 0 && runs.at(at - 1).kind == TextRun::Kind::Removed)
            cell->text += u' ';
        if (run.kind != TextRun::Kind::Same)
            cell->formats << rangeOf(cell->text.size(), run.text.size(),
                                     run.kind == TextRun::Kind::Removed ? removed : added);
        cell->text += run.text;
    }
}

enum class Reach { Cell, Row }; // a heading spans its row

void paintFocus(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, Reach reach)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view || !view->hasFocus())
        return;
    const QModelIndex current = view->currentIndex();
    if (reach == Reach::Row ? current.row() == index.row() : current == index)
        paintFocusRing(painter, option.rect.adjusted(1, 1, -2, -2), tokens(option.palette).accent, Space::xs);
}

bool isWhole(double value)
{
    return std::abs(value) < 1e15 && value == std::floor(value);
}

// Counts as counts, measurements with three digits.
QString numberText(double value, bool whole)
{
    return whole ? QLocale().toString(qint64(value)) : shortNumber(value);
}

QString differenceText(double before, double after, bool whole)
{
    if (!whole)
        return changeText(before, after);
    const QString size = QLocale().toString(qint64(std::abs(after - before)));
    return after > before ? u"▲ +"_s + size : u"▼ −"_s + size;
}

void addNumber(const ComparedCell &cell, const ComparedCell &baseline, bool whole, const Tokens &t,
               CellText *out)
{
    out->text = numberText(*cell.number, whole);
    if (!baseline.number || *baseline.number == *cell.number)
        return;
    QString change = u"   "_s + differenceText(*baseline.number, *cell.number, whole);
    if (cell.standing == Standing::Better || cell.standing == Standing::Worse)
        change += u' ' + standingWord(cell.standing);
    QTextCharFormat format;
    format.setForeground(toneColour(standingTone(cell), t));
    out->formats << rangeOf(out->text.size(), change.size(), format);
    out->text += change;
}

// Whether all numbers of a row are counts.
bool isWhole(const registry::ComparedRow &row)
{
    return std::all_of(row.cells.begin(), row.cells.end(),
                       [](const ComparedCell &cell) { return !cell.number || isWhole(*cell.number); });
}

CellText textOf(const QModelIndex &index, const Tokens &t, bool cut)
{
    const auto cell = index.data(CompareModel::CellRole).value<ComparedCell>();
    CellText out;
    out.note = cell.note;
    if (!cell.runs.isEmpty()) {
        addRuns(cut ? condensed(cell.runs, around) : cell.runs, t, &out);
    } else if (cell.number) {
        const auto row = index.data(CompareModel::RowRole).value<registry::ComparedRow>();
        addNumber(cell, row.cells.first(), isWhole(row), t, &out);
    } else if (cell.text.isEmpty()) {
        out.text = cell.standing == Standing::Removed ? standingWord(cell.standing) : u"–"_s;
        QTextCharFormat muted;
        muted.setForeground(t.muted);
        out.formats << rangeOf(0, out.text.size(), muted);
    } else {
        out.text = cell.text;
    }
    out.text.replace(u'\n', QChar::LineSeparator);
    return out;
}

// Lays the text out and returns its height.
double layOut(QTextLayout *layout, const CellText &cell, const QFont &font, double width)
{
    layout->setText(cell.text);
    layout->setFont(font);
    layout->setFormats(cell.formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout->setTextOption(option);
    layout->beginLayout();
    double y = 0;
    for (int line = 0; line < mostLines; ++line) {
        QTextLine made = layout->createLine();
        if (!made.isValid())
            break;
        made.setLineWidth(std::max(20.0, width));
        made.setPosition({0, y});
        y += made.height();
    }
    layout->endLayout();
    return y;
}

CellText noteOf(const CellText &cell)
{
    return {cell.note, {}, {}};
}

QFont fontOf(const QModelIndex &index)
{
    return font(index.data(FixedRole).toBool() ? TextRole::Fixed : TextRole::Body);
}

} // namespace

QString standingSign(const ComparedCell &cell, const ComparedCell &baseline)
{
    switch (cell.standing) {
    case Standing::Changed:
    case Standing::Better:
    case Standing::Worse:
        // A number says it itself, with its change behind it.
        return cell.number && baseline.number ? QString() : u"≠"_s;
    case Standing::Added: return u"+"_s;
    case Standing::Removed: return u"−"_s;
    case Standing::Widening: return u"⊇"_s;
    case Standing::Breaking: return u"✕"_s;
    case Standing::Same: break;
    }
    return {};
}

Tone standingTone(const ComparedCell &cell)
{
    switch (cell.standing) {
    case Standing::Better: return Tone::Good;
    case Standing::Worse:
    case Standing::Breaking: return Tone::Bad;
    case Standing::Changed:
    case Standing::Added:
    case Standing::Removed:
    case Standing::Widening: return Tone::Info;
    case Standing::Same: break;
    }
    return Tone::Neutral;
}

QList<TextRun> condensed(const QList<TextRun> &runs, qsizetype context)
{
    QList<TextRun> out;
    for (qsizetype at = 0; at < runs.size(); ++at) {
        TextRun run = runs.at(at);
        const bool first = at == 0;
        const bool last = at + 1 == runs.size();
        const qsizetype kept = (first || last ? 1 : 2) * context;
        if (run.kind == TextRun::Kind::Same && run.text.size() > kept + 3) {
            // Cut between words where there are any.
            const qsizetype space = run.text.lastIndexOf(u' ', context);
            const QString before = first ? QString() : run.text.left(space > 0 ? space : context);
            const qsizetype next = run.text.indexOf(u' ', run.text.size() - context);
            const QString after =
                last ? QString() : run.text.mid(next > 0 ? next + 1 : run.text.size() - context);
            run.text = before + (first ? u"… "_s : last ? u" …"_s : u" … "_s) + after;
        }
        out << run;
    }
    return out;
}

CompareDelegate::CompareDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

int CompareDelegate::heightFor(const QModelIndex &index, int width) const
{
    if (index.data(HeadingRole).toBool())
        return std::max(int(Size::rowHeight), QFontMetrics(font(TextRole::Body)).height() + Space::m);
    const CellText cell = textOf(index, lightTokens(), m_condensed);
    const double room = width - gutter - Space::m;
    const int least = std::max(int(Size::compactRow) + 2, QFontMetrics(fontOf(index)).height() + 2 * padding);
    // Most cells are one short line; laying out thousands of them would be felt.
    if (cell.note.isEmpty() && cell.formats.isEmpty() && !cell.text.contains(QChar::LineSeparator) &&
        QFontMetricsF(fontOf(index)).horizontalAdvance(cell.text) < room)
        return least;
    QTextLayout layout;
    double height = layOut(&layout, cell, fontOf(index), room);
    if (!cell.note.isEmpty()) {
        QTextLayout note;
        height += layOut(&note, noteOf(cell), font(TextRole::Caption), room);
    }
    return std::max(least, int(std::ceil(height)) + 2 * padding);
}

QSize CompareDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {option.rect.width(), heightFor(index, option.rect.width())};
}

void CompareDelegate::paintHeading(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    const Tokens &t = tokens(option.palette);
    painter->fillRect(option.rect, t.window);
    painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)), t.border);
    const int differing = index.data(CompareModel::DifferingRole).toInt();
    const bool alone = index.model()->columnCount() < 2;
    const QString words = alone || differing < 0 ? QString()
                          : differing > 0        ? CompareModel::tr("%n difference(s)", nullptr, differing)
                                                 : CompareModel::tr("the same");
    QRect rest = option.rect.adjusted(gutter, 0, -Space::m, -1);
    painter->setFont(font(TextRole::Body));
    painter->setPen(differing > 0 ? t.text : t.muted);
    painter->drawText(rest, int(Qt::AlignVCenter) | int(Qt::TextSingleLine), words);
    rest.adjust(painter->fontMetrics().horizontalAdvance(words) + (words.isEmpty() ? 0 : Space::l), 0, 0, 0);
    painter->setPen(t.muted);
    painter->drawText(rest, int(Qt::AlignVCenter) | int(Qt::TextSingleLine),
                      painter->fontMetrics().elidedText(index.data(CompareModel::RemarkRole).toString(),
                                                        Qt::ElideRight, rest.width()));
    paintFocus(painter, option, index, Reach::Row);
}

void CompareDelegate::paintGround(QPainter *painter, const QStyleOptionViewItem &option,
                                  const QModelIndex &index, Tone tone) const
{
    const Tokens &t = tokens(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    QColor ground = selected ? t.selection : t.surface;
    if (!selected && tone != Tone::Neutral && !t.highContrast)
        ground = mixed(t.surface, toneColour(tone, t), 0.05);
    painter->fillRect(option.rect, ground);
    painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)),
                      mixed(t.surface, t.border, 0.7));
    painter->fillRect(QRect(option.rect.topRight(), QSize(1, option.rect.height())), t.border);
    paintFocus(painter, option, index, Reach::Cell);
}

void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    painter->setClipRect(option.rect);
    if (index.data(HeadingRole).toBool()) {
        paintHeading(painter, option, index);
        painter->restore();
        return;
    }
    const Tokens &t = tokens(option.palette);
    const auto cell = index.data(CompareModel::CellRole).value<ComparedCell>();
    const Tone tone = standingTone(cell);
    paintGround(painter, option, index, tone);
    const CellText text = textOf(index, t, m_condensed);
    const QRect inner = option.rect.adjusted(gutter, padding, -Space::m, -padding);
    painter->setPen(toneColour(tone, t));
    painter->setFont(font(TextRole::Body));
    const auto baseline = index.siblingAtColumn(0).data(CompareModel::CellRole).value<ComparedCell>();
    painter->drawText(QRect(option.rect.left(), inner.top(), gutter - 2, painter->fontMetrics().height()),
                      Qt::AlignCenter, standingSign(cell, baseline));
    painter->setPen(t.text);
    QTextLayout layout;
    const double height = layOut(&layout, text, fontOf(index), inner.width());
    layout.draw(painter, inner.topLeft());
    if (!text.note.isEmpty()) {
        painter->setPen(cell.standing == Standing::Breaking ? t.bad : t.muted);
        QTextLayout note;
        layOut(&note, noteOf(text), font(TextRole::Caption), inner.width());
        note.draw(painter, QPointF(inner.left(), inner.top() + height));
    }
    painter->restore();
}

} // namespace vitrine::ui
