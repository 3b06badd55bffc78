// SPDX-License-Identifier: GPL-3.0-or-later
// Reads every #include of the project and fails on one that the table of layers does not allow.
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

// Folder → project folders that it may include besides itself. The longest matching folder counts.
const QHash<QString, QStringList> allowed = {
    {u"core/base"_s, {}},
    {u"core/git"_s, {u"core/base"_s}},
    {u"core/format"_s, {u"core/base"_s}},
    {u"core/artifact"_s, {u"core/base"_s, u"core/git"_s}},
    {u"core/registry"_s, {u"core/base"_s, u"core/git"_s, u"core/artifact"_s, u"core/format"_s}},
    {u"core/exchange"_s, {u"core/base"_s, u"core/artifact"_s, u"core/format"_s, u"core/registry"_s}},
    {u"core/monitor"_s, {u"core/base"_s, u"core/registry"_s}},
    {u"core/serving"_s,
     {u"core/base"_s, u"core/artifact"_s, u"core/format"_s, u"core/registry"_s, u"core/monitor"_s}},
    {u"core/lifecycle"_s, {u"core/base"_s, u"core/registry"_s, u"core/monitor"_s}},
    {u"core/sample"_s,
     {u"core/base"_s, u"core/git"_s, u"core/format"_s, u"core/registry"_s, u"core/monitor"_s}},
    {u"ui/theme"_s, {}},
    {u"ui/widgets"_s, {u"core/base"_s, u"ui/theme"_s}},
    {u"ui/chart"_s, {u"core/base"_s, u"core/monitor"_s, u"ui/theme"_s, u"ui/widgets"_s}},
    {u"ui/services"_s, {u"core/base"_s, u"core/serving"_s}},
    {u"ui/shell"_s, {u"core"_s, u"ui"_s}},
    {u"ui"_s,
     {u"core/base"_s, u"core/format"_s, u"core/registry"_s, u"core/exchange"_s, u"core/monitor"_s,
      u"core/serving"_s, u"core/lifecycle"_s, u"core/sample"_s, u"ui/theme"_s, u"ui/widgets"_s, u"ui/chart"_s,
      u"ui/services"_s}},
    {u"app/cli"_s, {u"core"_s}},
    {u"app/server"_s, {u"core"_s}},
    {u"app/desktop"_s, {u"core"_s, u"ui"_s}},
};

// Libraries that only some folders may see.
const QHash<QString, QStringList> guarded = {
    {u"git2"_s, {u"core/git"_s}},
    {u"sqlite3.h"_s, {u"core/base"_s, u"core/monitor"_s, u"core/registry"_s}},
    {u"onnxruntime"_s, {u"core/serving"_s}},
    {u"boost/"_s, {u"core/serving"_s, u"core/monitor"_s}},
    {u"simdjson"_s, {u"core/serving"_s, u"core/monitor"_s}},
    {u"yaml-cpp"_s, {u"core/base"_s}},
};

bool isBelow(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder + u'/');
}

QString folderRule(const QString &file)
{
    QString best;
    for (auto it = allowed.begin(); it != allowed.end(); ++it) {
        if (isBelow(file, it.key()) && it.key().size() > best.size())
            best = it.key();
    }
    return best;
}

} // namespace

class tst_Layering final : public QObject
{
    Q_OBJECT
private slots:
    void everyIncludeIsAllowed();
};

void tst_Layering::everyIncludeIsAllowed()
{
    const QString root = QStringLiteral(VT_SOURCE_DIR);
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s,
                                            QRegularExpression::MultilineOption);
    static const QRegularExpression guiHeader(
        u"^(QtGui|QtWidgets|QtCharts|QWidget|QApplication|QPainter|QColor|QPixmap|QImage|QIcon|QChart|QLabel|QAction|QPalette|QFont)"_s);
    QStringList breaches;
    int files = 0;
    for (const QString &top : {u"core"_s, u"ui"_s, u"app"_s}) {
        QDirIterator it(root + u'/' + top, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            const QString file = path.mid(root.size() + 1);
            const QString rule = folderRule(file);
            if (rule.isEmpty()) {
                breaches << file + u": its folder is not in the table of layers"_s;
                continue;
            }
            ++files;
            QFile source(path);
            QVERIFY(source.open(QIODevice::ReadOnly));
            auto matches = include.globalMatch(QString::fromUtf8(source.readAll()));
            while (matches.hasNext()) {
                const auto match = matches.next();
                const QString target = match.captured(2);
                if (match.captured(1) == u"\"") {
                    if (target.endsWith(u".moc"))
                        continue;
                    bool ok = isBelow(target, rule);
                    for (const QString &folder : allowed.value(rule))
                        ok = ok || isBelow(target, folder);
                    // A page is a folder of its own: pages do not know each other.
                    if (rule == u"ui")
                        ok = ok && (!target.startsWith(u"ui/") ||
                                    target.section(u'/', 0, 1) == file.section(u'/', 0, 1) ||
                                    isBelow(target, u"ui/theme"_s) || isBelow(target, u"ui/widgets"_s) ||
                                    isBelow(target, u"ui/chart"_s) || isBelow(target, u"ui/services"_s));
                    if (!ok)
                        breaches << file + u" includes "_s + target;
                    continue;
                }
                if ((top == u"core" || isBelow(file, u"app/cli"_s) || isBelow(file, u"app/server"_s)) &&
                    guiHeader.match(target).hasMatch())
                    breaches << file + u" includes the GUI header "_s + target;
                for (auto guard = guarded.begin(); guard != guarded.end(); ++guard) {
                    if (!target.startsWith(guard.key()))
                        continue;
                    bool ok = false;
                    for (const QString &folder : guard.value())
                        ok = ok || isBelow(file, folder);
                    if (!ok)
                        breaches << file + u" includes "_s + target;
                }
            }
        }
    }
    QVERIFY2(files > 20, "the sources were not found");
    QVERIFY2(breaches.isEmpty(), qPrintable(breaches.join(u'\n')));
}

QTEST_GUILESS_MAIN(tst_Layering)
#include "tst_layering.moc"
