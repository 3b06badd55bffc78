// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/rollbackfacts.h"

#include "core/registry/metricdirection.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/wording.h"

#include <QGridLayout>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostLines = 6; // of packages and files
constexpr qsizetype mostColumns = 8;
constexpr int widestLabel = 210;

Tone toneOf(int better)
{
    return better > 0 ? Tone::Good : better < 0 ? Tone::Bad : Tone::Muted;
}

// "▼ better": which way, and what that means.
QString verdictText(double before, double after, int better)
{
    if (!std::isfinite(before) || !std::isfinite(after) || before == after)
        return {};
    const QString arrow = after > before ? u"▲"_s : u"▼"_s;
    return better == 0
               ? arrow
               : arrow + u' ' + (better > 0 ? RollbackFacts::tr("better") : RollbackFacts::tr("worse"));
}

// Metrics may have long names; what tells them apart is often at the end.
void setLabel(TextLabel *label, const QString &text)
{
    const QString shown = label->fontMetrics().elidedText(text, Qt::ElideMiddle, widestLabel);
    label->setText(shown);
    label->setToolTip(shown == text ? QString() : text);
    label->setAccessibleName(text);
}

QString wayText(double before, double after)
{
    return shortNumber(before) + u"  →  "_s + shortNumber(after);
}

} // namespace

RollbackFacts::RollbackFacts(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"rollbackFacts"_s);
    setAutoFillBackground(false);
    clear();
}

void RollbackFacts::clear()
{
    delete m_grid;
    qDeleteAll(findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, Space::s, 0);
    m_grid->setHorizontalSpacing(Space::l);
    m_grid->setVerticalSpacing(Space::s);
    m_grid->setColumnStretch(1, 1);
}

int RollbackFacts::addFact(const QString &label, const QString &text, const QString &verdict, Tone tone)
{
    const int row = m_grid->rowCount();
    auto *name = new TextLabel({}, TextRole::Body, Tone::Muted, this);
    setLabel(name, label);
    name->setAlignment(Qt::AlignTop);
    m_grid->addWidget(name, row, 0);
    auto *value = new TextLabel(text, TextRole::Body, Tone::Neutral, this);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_grid->addWidget(value, row, 1);
    if (!verdict.isEmpty()) {
        auto *word = new TextLabel(verdict, TextRole::Body, tone, this);
        word->setAlignment(Qt::AlignTop | Qt::AlignRight);
        m_grid->addWidget(word, row, 2);
    }
    return row;
}

void RollbackFacts::show(const registry::RollbackPreview &preview, const QList<Follower> &followers,
                         bool noteIsTold)
{
    clear();
    m_from = preview.current.name;
    if (!preview.target.note.isEmpty() && !noteIsTold)
        addFact(tr("Note on %1").arg(preview.target.name), preview.target.note, tr("read this"), Tone::Warn);
    const int recent = addFact({}, {});
    m_recentLabel = qobject_cast<TextLabel *>(m_grid->itemAtPosition(recent, 0)->widget());
    m_recentText = qobject_cast<TextLabel *>(m_grid->itemAtPosition(recent, 1)->widget());
    m_recentVerdict = new TextLabel({}, TextRole::Body, Tone::Muted, this);
    m_recentVerdict->setAlignment(Qt::AlignTop | Qt::AlignRight);
    m_grid->addWidget(m_recentVerdict, recent, 2);
    for (QWidget *each : {m_recentLabel, m_recentText, m_recentVerdict})
        each->hide();
    addMetrics(preview);
    if (!m_from.isEmpty()) {
        addPrototype(preview.prototype);
        addPackages(preview.packages);
        QStringList files = preview.files.mid(0, mostLines);
        if (preview.files.size() > mostLines)
            files << tr("and %n more", nullptr, int(preview.files.size() - mostLines));
        addFact(tr("Files"), files.isEmpty() ? tr("the same") : files.join(u'\n'));
    }
    addFollowers(followers);
    m_grid->setRowStretch(m_grid->rowCount(), 1);
}

void RollbackFacts::showRecent(const RecentMetric &recent)
{
    if (recent.metric.isEmpty() || !m_recentLabel)
        return;
    const QString name =
        recent.unit.isEmpty() ? recent.metric : tr("%1 in %2").arg(recent.metric, recent.unit);
    setLabel(m_recentLabel, tr("%1 (last 4 weeks)").arg(name));
    m_recentLabel->setToolTip(tr("Of the last four weeks that were observed, to %1")
                                  .arg(QLocale().toString(recent.to.addMSecs(-1).date(), u"d MMM yyyy"_s)));
    const auto side = [](double value, qint64 count) {
        return count == 0             ? tr("not observed")
               : std::isfinite(value) ? tr("%1 (n = %2)").arg(shortNumber(value), QLocale().toString(count))
                                      : tr("undefined (n = %1)").arg(QLocale().toString(count));
    };
    m_recentText->setTextFormat(Qt::AutoText);
    m_recentText->setText(m_from.isEmpty() ? side(recent.after, recent.countAfter)
                                           : side(recent.before, recent.countBefore) + u"  →  "_s +
                                                 side(recent.after, recent.countAfter));
    const int better = registry::metricImprovement(recent.metric, recent.before, recent.after);
    m_recentVerdict->setTone(toneOf(better));
    m_recentVerdict->setText(verdictText(recent.before, recent.after, better));
    for (QWidget *each : {m_recentLabel, m_recentText, m_recentVerdict})
        each->show();
}

void RollbackFacts::showRecentFailed(const Error &error)
{
    if (!m_recentLabel)
        return;
    setLabel(m_recentLabel, tr("Last 4 weeks"));
    m_recentLabel->setToolTip({});
    m_recentText->setTextFormat(Qt::RichText);
    m_recentText->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_recentText->setObjectName(u"rollbackRecentFailed"_s);
    m_recentText->setText(u"%1 <a href=\"retry\">%2</a>"_s.arg(error.message.toHtmlEscaped(), tr("Retry")));
    connect(m_recentText, &QLabel::linkActivated, this, &RollbackFacts::recentRetryRequested,
            Qt::UniqueConnection);
    m_recentVerdict->setTone(Tone::Muted);
    m_recentVerdict->setText(tr("not known"));
    for (QWidget *each : {m_recentLabel, m_recentText, m_recentVerdict})
        each->show();
}

void RollbackFacts::addMetrics(const registry::RollbackPreview &preview)
{
    for (const registry::MetricChange &metric : preview.metrics) {
        addFact(tr("%1 (at registration)").arg(metric.metric),
                m_from.isEmpty() ? shortNumber(metric.after) : wayText(metric.before, metric.after),
                verdictText(metric.before, metric.after, metric.better), toneOf(metric.better));
    }
}

void RollbackFacts::addPrototype(const format::PrototypeDifference &difference)
{
    switch (difference.verdict) {
    case format::Verdict::Breaking:
        addFact(tr("Prototype"), difference.summary(), tr("breaking"), Tone::Bad);
        break;
    case format::Verdict::Widening:
        addFact(tr("Prototype"), difference.summary(), tr("accepts more"), Tone::Info);
        break;
    case format::Verdict::Compatible: addFact(tr("Prototype"), difference.summary()); break;
    }
    // The summary tells those of the verdict; here are the columns one by one when there are more.
    if (difference.changes.size() < 2)
        return;
    for (const format::ColumnChange &change : difference.changes.mid(0, mostColumns))
        addFact({}, change.column + u": "_s + change.text);
    if (difference.changes.size() > mostColumns)
        addFact({}, tr("and %n more", nullptr, int(difference.changes.size() - mostColumns)));
}

void RollbackFacts::addPackages(const QList<registry::PackageChange> &changes)
{
    QStringList packages;
    for (const registry::PackageChange &package : changes.mid(0, mostLines))
        packages << tr("%1 %2 → %3")
                        .arg(package.package, package.before.isEmpty() ? tr("none") : package.before,
                             package.after.isEmpty() ? tr("none") : package.after);
    if (changes.size() > mostLines)
        packages << tr("and %n more", nullptr, int(changes.size() - mostLines));
    addFact(tr("Packages"), packages.isEmpty() ? tr("the same") : packages.join(u'\n'));
}

void RollbackFacts::addFollowers(const QList<Follower> &followers)
{
    if (followers.isEmpty()) {
        addFact(tr("Servers that follow"), tr("none is running"));
        return;
    }
    QStringList lines{followers.size() == 1 ? tr("switches without interruption:")
                                            : tr("switch without interruption:")};
    for (const Follower &follower : followers)
        lines << (follower.before.isEmpty()
                      ? tr("%1, which is starting").arg(follower.address)
                      : tr("%1, which serves %2 now").arg(follower.address, follower.before));
    addFact(tr("Servers that follow"), lines.join(u'\n'));
}

} // namespace vitrine::ui
