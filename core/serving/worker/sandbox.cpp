// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/sandbox.h"

#include "core/base/text.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

QString bubblewrap()
{
    return QStandardPaths::findExecutable(u"bwrap"_s);
}

const QStringList base{u"--unshare-all"_s,
                       u"--die-with-parent"_s,
                       u"--new-session"_s,
                       u"--ro-bind"_s,
                       u"/"_s,
                       u"/"_s,
                       u"--dev"_s,
                       u"/dev"_s,
                       u"--proc"_s,
                       u"/proc"_s};

Result<> probe()
{
    const QString program = bubblewrap();
    if (program.isEmpty())
        return Error{Error::Code::Unsupported,
                     Text::tr("Models run without a sandbox, because bubblewrap is not installed (Debian: "
                              "apt install bubblewrap)."),
                     {}};
    QProcess process;
    process.start(program, base + QStringList{u"true"_s});
    if (process.waitForFinished(10'000) && process.exitStatus() == QProcess::NormalExit &&
        process.exitCode() == 0)
        return {};
    process.kill();
    process.waitForFinished(1000);
    return Error{
        Error::Code::Unsupported,
        Text::tr(
            "Models run without a sandbox, because this system does not let bubblewrap make one (are user "
            "namespaces switched off?)."),
        QString::fromLocal8Bit(process.readAllStandardError()).trimmed()};
}

const QStringList hiddenFolders{u"/tmp"_s, u"/run"_s, u"/var/tmp"_s};

bool isHidden(const QString &path)
{
    return std::any_of(hiddenFolders.begin(), hiddenFolders.end(),
                       [&](const QString &folder) { return path.startsWith(folder + u'/'); });
}

// What keys, passwords and sessions are kept in, below the home folder.
const QStringList secretFolders{u".ssh"_s,
                                u".gnupg"_s,
                                u".aws"_s,
                                u".azure"_s,
                                u".kube"_s,
                                u".docker"_s,
                                u".mozilla"_s,
                                u".password-store"_s,
                                u".config/gcloud"_s,
                                u".config/gh"_s,
                                u".local/share/keyrings"_s,
                                u".config/vitrine"_s};
const QStringList secretFiles{u".netrc"_s, u".git-credentials"_s, u".pypirc"_s, u".pgpass"_s,
                              u".Renviron.secret"_s};

QStringList hidingHome()
{
    QStringList arguments;
    const QDir home = QDir::home();
    for (const QString &folder : secretFolders) {
        if (QFileInfo(home.filePath(folder)).isDir())
            arguments << u"--tmpfs"_s << home.filePath(folder);
    }
    for (const QString &file : secretFiles) {
        if (QFileInfo(home.filePath(file)).isFile())
            arguments << u"--ro-bind"_s << u"/dev/null"_s << home.filePath(file);
    }
    return arguments;
}

} // namespace

Result<> sandboxWorks()
{
    static const Result<> outcome = probe();
    return outcome;
}

QStringList sandboxed(const QStringList &command, const QStringList &readable)
{
    QStringList arguments{bubblewrap()};
    arguments << base;
    for (const QString &folder : hiddenFolders) {
        if (QFileInfo(folder).isDir())
            arguments << u"--tmpfs"_s << folder;
    }
    arguments << hidingHome();
    for (const QString &path : readable) {
        if (isHidden(path))
            arguments << u"--ro-bind"_s << path << path;
    }
    arguments << u"--chdir"_s << u"/tmp"_s << u"--"_s << command;
    return arguments;
}

} // namespace vitrine::serving
