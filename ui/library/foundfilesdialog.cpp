// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/foundfilesdialog.h"

#include "core/base/text.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 720;
constexpr int dialogHeight = 420;
constexpr int leastPathWidth = 160;
constexpr int widestName = 180;

QString stateText(registry::FileState state)
{
    switch (state) {
    case registry::FileState::InGit: return FoundFilesDialog::tr("in Git");
    case registry::FileState::InStore: return FoundFilesDialog::tr("in Git LFS");
    case registry::FileState::DvcCache: return FoundFilesDialog::tr("in DVC’s cache");
    case registry::FileState::NotDownloaded: return FoundFilesDialog::tr("not downloaded");
    }
    return {};
}

} // namespace

FoundFilesDialog::FoundFilesDialog(const QList<registry::Candidate> &found, QWidget *parent)
    : QDialog(parent)
    , m_rows(new QStandardItemModel(0, 5, this))
    , m_register(new QPushButton(tr("Register…"), this))
{
    setObjectName(u"foundFilesDialog"_s);
    setWindowTitle(tr("Model files that are not registered"));
    resize(dialogWidth, dialogHeight);
    m_text = new TextLabel(
        tr("These files of the repository look like models. Registering one gives it a name and "
           "a version; the file stays where it is."),
        TextRole::Body, Tone::Muted, this);
    m_text->setWordWrap(true);
    m_rows->setHorizontalHeaderLabels(
        {tr("File or folder"), tr("Proposed name"), tr("Format"), tr("Size"), tr("Where")});
    m_table = new Table(u"foundFiles"_s, tr("Model files that are not registered"), this);
    m_table->setModel(m_rows);
    m_table->setStretchColumn(0, leastPathWidth);
    m_faces = new FaceStack(m_table, u"found"_s, this);
    m_faces->setEmptyText(u"check"_s, tr("Nothing is left to register"),
                          tr("Every model file of this repository belongs to a model."));
    m_register->setObjectName(u"foundRegister"_s);
    m_register->setDefault(true);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"foundClose"_s);
    close->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_register);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    column->setSpacing(Space::l);
    column->addWidget(m_text);
    column->addWidget(m_faces, 1);
    column->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_register, &QPushButton::clicked, this, &FoundFilesDialog::registerCurrent);
    connect(m_table, &QAbstractItemView::activated, this, &FoundFilesDialog::registerCurrent);
    setFound(found);
}

void FoundFilesDialog::setFound(const QList<registry::Candidate> &found)
{
    m_found = found;
    m_rows->setRowCount(0);
    for (const registry::Candidate &each : found) {
        QList<QStandardItem *> row;
        for (const QString &text : {each.path, each.name, each.format,
                                    each.size < 0 ? u"–"_s : formatBytes(each.size), stateText(each.state)})
            row << new QStandardItem(text);
        m_rows->appendRow(row);
    }
    m_text->setVisible(!found.isEmpty());
    m_register->setVisible(!found.isEmpty());
    if (found.isEmpty()) {
        m_faces->showEmpty();
        return;
    }
    m_faces->showFilled();
    for (int column = 1; column < m_rows->columnCount(); ++column) // the path takes what they leave
        m_table->resizeColumnToContents(column);
    m_table->setColumnWidth(1, std::min(widestName, m_table->columnWidth(1)));
    m_table->setCurrentIndex(m_rows->index(0, 0));
}

void FoundFilesDialog::registerCurrent()
{
    const int row = m_table->currentIndex().row();
    if (row >= 0 && row < m_found.size())
        emit registerRequested(m_found.at(row));
}

} // namespace vitrine::ui
