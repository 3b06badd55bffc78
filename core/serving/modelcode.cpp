// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/modelcode.h"

#include "core/artifact/sha256.h"
#include "core/base/text.h"
#include "core/format/inspect.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr qsizetype maxFiles = 10'000;

// In the order of their bytes, as sort has them. A link could lead to what changes after it was trusted.
Result<QStringList> filesBelow(const QString &folder)
{
    QStringList files;
    const QDir root(folder);
    QDirIterator it(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        const QString file = root.relativeFilePath(it.filePath());
        if (it.fileInfo().isSymLink())
            return Error{Error::Code::InvalidArgument,
                         Text::tr("'%1' in the folder '%2' is a symbolic link; replace it by the file.")
                             .arg(file, root.dirName()),
                         folder};
        if (!it.fileInfo().isDir())
            files.append(file);
        if (files.size() > maxFiles)
            return Error{Error::Code::InvalidArgument,
                         Text::tr("The folder '%1' holds too many files to be a model.").arg(root.dirName()),
                         folder};
    }
    std::sort(files.begin(), files.end(),
              [](const QString &a, const QString &b) { return a.toUtf8() < b.toUtf8(); });
    return files;
}

// Scripts of the folder are imported by the model's loader.
bool isScript(const QString &name)
{
    return name.endsWith(u".py") || name.endsWith(u".so") || name.endsWith(u".R");
}

Result<CodeBearing> codeOfFolder(const QString &folder, const QString &name, const Job &job)
{
    VT_TRY(const QStringList files, filesBelow(folder));
    CodeBearing code;
    QByteArray list;
    for (const QString &file : files) {
        VT_CHECK(job.check());
        const QString path = folder + u'/' + file;
        VT_TRY(const QString digest, artifact::sha256OfFile(path, job));
        VT_TRY(const format::Inspection inspection, format::inspectFile(path, file));
        list += digest.toLatin1() + "  ./" + file.toUtf8() + '\n';
        code.inspection.size += inspection.size;
        code.inspection.canRunCode = code.inspection.canRunCode || inspection.canRunCode || isScript(file);
        for (format::Finding finding : inspection.findings) {
            finding.why = file + u": "_s + finding.why;
            code.inspection.findings.append(finding);
        }
        if (isScript(file))
            code.inspection.add(format::Finding::Severity::Suspicious, u"code"_s, file,
                                Text::tr("A script that the model's loader may import."));
        if (!inspection.framework.isEmpty())
            code.inspection.framework = inspection.framework;
    }
    code.inspection.metadata.insert(u"folder"_s, name);
    code.sha256 = artifact::sha256Of(list);
    return code;
}

} // namespace

Result<CodeBearing> codeOf(const QString &path, const QString &name, const EngineOptions &options,
                           const Job &job)
{
    const QFileInfo info(path);
    CodeBearing code;
    if (info.isDir()) {
        VT_TRY(code, codeOfFolder(path, name, job));
    } else if (!path.isEmpty()) {
        VT_TRY(code.inspection, format::inspectFile(path, name));
        code.sha256 = options.sha256;
        if (code.sha256.isEmpty()) {
            VT_TRY(code.sha256, artifact::sha256OfFile(path, job));
        }
    }
    const auto addProgram = [&](const QStringList &words, const QString &why) {
        code.sha256 = artifact::sha256Of((words + QStringList{code.sha256}).join(u'\n').toUtf8());
        code.inspection.canRunCode = true;
        code.inspection.add(format::Finding::Severity::Dangerous, u"program"_s, words.join(u' '), why);
    };
    if (!options.command.isEmpty())
        addProgram(
            options.command.command,
            Text::tr(
                "The library names this program; it is started with your rights, outside of any sandbox."));
    for (const QString &interpreter : {options.libraryPython, options.libraryRscript}) {
        if (!interpreter.isEmpty())
            addProgram({interpreter}, Text::tr("The library names this program as the interpreter."));
    }
    return code;
}

} // namespace vitrine::serving
