// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/model/ribbon/dotrows.h"
#include "ui/model/ribbon/ribbonstory.h"

#include <QList>
#include <QRectF>
#include <QString>

#include <functional>

namespace vitrine::ui {

// Sizes of the lane of versions, in pixels.
struct MarkSize {
    static constexpr double radius = 4.6;  // of a dot
    static constexpr double distance = 12; // between two dots that do not touch
    static constexpr double widest = 32;   // stretch of a cluster
    static constexpr int rowHeight = 12;   // of dots
    static constexpr int capsule = 16;     // height of a cluster's mark
    static constexpr int flag = 13;        // a flag without its name
    static constexpr int gap = 6;          // between words
    static constexpr int widestName = 130; // of a version or a stage
    static constexpr double reach = 8;     // how near the pointer must come
};

// A flag stands for a stage, at the version that is in it.
struct StageFlag {
    QString stage;
    QString version;
    QRectF rect;
    bool compact = false; // a pennant without words
    bool beside = false;  // its version is not in view
};

struct MarkLabel {
    qsizetype version = 0; // index in the story
    QRectF rect;           // of its name
    QRectF group;          // with its flags; empty: it has none
};

// What measures words, so that the geometry is pure.
struct MarkFonts {
    std::function<double(const QString &)> wordWidth;
    int wordHeight = 14;
    int chipHeight = 18;
    double chipPadding = 18;
};

struct MarkQuestion {
    const RibbonStory *story = nullptr;
    TimeSpan window;
    QRectF plot; // between the margins
    int dotRows = 2;
    int labelRows = 1;
    bool withdrawn = false; // withdrawn versions are shown, too
    qsizetype selected = -1;
    qsizetype focused = -1;
    MarkFonts fonts;
};

// Where everything in the lane of versions stands at one zoom.
class VersionMarks final
{
public:
    VersionMarks() = default;
    explicit VersionMarks(const MarkQuestion &question);

    const QList<qsizetype> &shown() const { return m_shown; } // versions, ascending in time
    // Middle of a version's dot, or of the cluster that it is in.
    QPointF centre(qsizetype version) const;
    const DotCluster *clusterOf(qsizetype version) const; // null: it stands alone
    QRectF rectOf(qsizetype version) const;
    const QList<StageFlag> &flags() const { return m_flags; }
    const QList<MarkLabel> &labels() const { return m_labels; }
    const QList<DotCluster> &clusters() const { return m_rows.clusters; } // of indexes into shown()
    QRectF clusterRect(const DotCluster &cluster) const;
    // Indexes into shown() that may be visible: [first, last).
    std::pair<qsizetype, qsizetype> visible() const;

    // The version under a point, the nearest one within reach; of a cluster its newest. -1: none.
    qsizetype versionAt(const QPointF &at, double reach = MarkSize::reach) const;
    const StageFlag *flagAt(const QPointF &at) const;

    static int height(int dotRows, int labelRows, const MarkFonts &fonts);

private:
    double baseline() const; // y of the lowest row of dots
    double labelTop(int row) const;
    bool isFree(const QRectF &rect) const;
    void placeFlags();
    bool placeFlagsInWords(qsizetype version, const QStringList &stages);
    void placeFlagsAtDot(qsizetype version, const QStringList &stages);
    void placeFlagsBeside(const QStringList &stages, const QString &version, bool before);
    void placeLabels();
    void placeLabel(qsizetype version);
    double nameWidth(const QString &name) const;

    MarkQuestion m_question;
    QList<qsizetype> m_shown;
    QList<qsizetype> m_places; // version → index into shown(); -1
    DotRows m_rows;
    QList<StageFlag> m_flags;
    QList<MarkLabel> m_labels;
    QList<QRectF> m_taken;
};

} // namespace vitrine::ui
