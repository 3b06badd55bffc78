// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/versionpicker.h"

#include "core/base/clock.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr QSize usualSize{640, 460};
constexpr int nameWidth = 230;
constexpr int stagesWidth = 150;
constexpr int dateWidth = 110;
constexpr int leastMessage = 120;

// Every typed word must occur somewhere.
class WordFilter final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QStringList &words)
    {
        m_words = words;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QString text = sourceModel()->index(row, 0, parent).data(FilterRole).toString();
        return std::all_of(m_words.begin(), m_words.end(),
                           [&](const QString &word) { return text.contains(word); });
    }

private:
    QStringList m_words;
};

Result<QList<registry::Version>> allVersions(const registry::Library &library, const QString &preferred,
                                             const Job &job)
{
    VT_TRY(QList<registry::Model> models, library.models(job));
    std::stable_partition(models.begin(), models.end(),
                          [&](const registry::Model &model) { return model.name == preferred; });
    QList<registry::Version> all;
    for (const registry::Model &model : std::as_const(models)) {
        VT_CHECK(job.check());
        VT_TRY(const QList<registry::Version> versions, library.versions(model.name, job));
        all += versions;
    }
    return all;
}

} // namespace

VersionPicker::VersionPicker(Services &services, const registry::Library &library, const QString &preferred,
                             const QStringList &taken, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_preferred(preferred)
    , m_taken(taken)
    , m_model(new QStandardItemModel(0, 4, this))
    , m_filter(new WordFilter(this))
    , m_search(new SearchField(this))
    , m_table(new Table(u"pickerTable"_s, tr("Versions"), this))
{
    setObjectName(u"versionPicker"_s);
    setWindowTitle(tr("Add versions to the comparison"));
    m_search->setObjectName(u"pickerSearch"_s);
    m_search->setAccessibleName(tr("Search versions of all models"));
    m_search->setPlaceholderText(tr("Model, version, stage, message"));
    m_model->setHorizontalHeaderLabels({tr("Version"), tr("Stages"), tr("Date"), tr("Message")});
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_faces = new FaceStack(m_table, u"picker"_s, this);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"pickerCancel"_s);
    cancel->setAutoDefault(false);
    m_add = new QPushButton(tr("Add"), this);
    m_add->setObjectName(u"pickerAdd"_s);
    m_add->setDefault(true);
    m_add->setProperty("emphasis", u"primary"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::m);
    layout->setSpacing(Space::m);
    layout->addWidget(m_search);
    layout->addWidget(m_faces, 1);
    layout->addLayout(buttons);
    resize(usualSize);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_table, &QAbstractItemView::activated, this, &QDialog::accept);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &VersionPicker::updateButton);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        const QStringList words = text.toLower().split(u' ', Qt::SkipEmptyParts);
        static_cast<WordFilter *>(m_filter)->setWords(words);
        m_table->cells()->setHighlight(words);
        if (m_filter->rowCount() > 0)
            m_table->selectRow(0);
        updateButton();
    });
    connect(m_search, &SearchField::leftForResults, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_faces, &FaceStack::retryRequested, this, [this, library] { load(library); });
    load(library);
    updateButton();
    m_search->setFocus();
}

void VersionPicker::load(const registry::Library &library)
{
    m_faces->showLoading(tr("Reading the versions…"));
    m_load.ask(runAsync(&m_services.readers,
                        [library, preferred = m_preferred](const Job &job) {
                            return allVersions(library, preferred, job);
                        }),
               this, [this](const Result<QList<registry::Version>> &versions) {
                   if (versions)
                       fill(*versions);
                   else if (versions.error().code != Error::Code::Cancelled)
                       m_faces->showFailed(versions.error());
               });
}

void VersionPicker::fill(const QList<registry::Version> &versions)
{
    m_model->setRowCount(0);
    for (const registry::Version &version : versions) {
        const QString name = version.model + u'@' + version.name;
        if (m_taken.contains(name) || version.deregistered)
            continue;
        auto *first = new QStandardItem(name);
        first->setData(
            (QStringList{name, version.message, version.author} + version.stages).join(u'\n').toLower(),
            FilterRole);
        auto *stages = new QStandardItem;
        stages->setData(version.stages, ChipsRole);
        auto *date = new QStandardItem(relativeTime(version.date, m_services.clock.now()));
        date->setToolTip(exactTime(version.date));
        date->setData(int(Tone::Muted), ToneRole);
        auto *message = new QStandardItem(version.message.section(u'\n', 0, 0));
        m_model->appendRow(QList<QStandardItem *>{first, stages, date, message});
    }
    m_table->setColumnWidth(0, nameWidth);
    m_table->setColumnWidth(1, stagesWidth);
    m_table->setColumnWidth(2, dateWidth);
    m_table->setStretchColumn(3, leastMessage);
    if (m_filter->rowCount() > 0) {
        m_faces->showFilled();
        m_table->selectRow(0);
    } else {
        m_faces->setEmptyText(u"version"_s, tr("Nothing to add"),
                              tr("Every version of the library is compared already."));
        m_faces->showEmpty();
    }
    updateButton();
}

void VersionPicker::updateButton()
{
    const qsizetype count = m_table->selectedRowIndexes().size();
    m_add->setEnabled(count > 0);
    m_add->setText(count > 1 ? tr("Add %n version(s)", nullptr, int(count)) : tr("Add"));
}

QStringList VersionPicker::chosen() const
{
    QStringList names;
    for (const QModelIndex &index : m_table->selectedRowIndexes())
        names << index.data().toString();
    return names;
}

} // namespace vitrine::ui
