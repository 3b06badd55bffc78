// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/workerlaunch.h"

#include "core/base/text.h"
#include "core/serving/worker/sandbox.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <algorithm>
#include <thread>

#include <unistd.h>

using namespace Qt::StringLiterals;

// Of a static library; must be outside of every namespace.
inline void initWorkerScripts()
{
    Q_INIT_RESOURCE(workers);
}

namespace vitrine::serving {

namespace {

constexpr std::uint64_t largestFile = std::uint64_t(1) << 30;

struct Language {
    QString program; // when nobody chose one
    QString script;
    QString title;
    QString option;
    QString package; // of Debian
};

Language describe(WorkerLanguage language)
{
    if (language == WorkerLanguage::Python)
        return {u"python3"_s, u"worker.py"_s, u"Python"_s, u"--python"_s, u"python3"_s};
    return {u"Rscript"_s, u"worker.R"_s, u"R"_s, u"--rscript"_s, u"r-base-core"_s};
}

Result<QString> findInterpreter(const Language &language, const QString &chosen)
{
    const QString wanted = chosen.isEmpty() ? language.program : chosen;
    const QString path = wanted.contains(u'/') ? wanted : QStandardPaths::findExecutable(wanted);
    const QFileInfo info(path);
    if (!path.isEmpty() && info.isFile() && info.isExecutable())
        return info.absoluteFilePath();
    if (chosen.isEmpty())
        return Error{
            Error::Code::Unsupported,
            Text::tr(
                "This model needs %1, and '%2' was not found. Install it (Debian: apt install %3), or name "
                "the interpreter with %4 or in model.yaml.")
                .arg(language.title, language.program, language.package, language.option),
            {}};
    return Error{
        Error::Code::Unsupported,
        Text::tr(
            "The interpreter '%1' that was chosen for this model is not an executable file. Correct %2 or "
            "model.yaml.")
            .arg(chosen, language.option),
        {}};
}

// What an interpreter needs to find its libraries and speak the user's language. Keys of cloud services and
// the like stay here.
bool isPassedOn(const QString &name)
{
    static const QStringList names{u"PATH"_s,        u"HOME"_s,     u"USER"_s, u"LOGNAME"_s,
                                   u"LANG"_s,        u"LANGUAGE"_s, u"TZ"_s,   u"LD_LIBRARY_PATH"_s,
                                   u"VIRTUAL_ENV"_s, u"TERM"_s};
    static const QStringList beginnings{u"LC_"_s,   u"PYTHON"_s, u"PYENV_"_s,    u"CONDA_"_s, u"R_"_s,
                                        u"RENV_"_s, u"OMP_"_s,   u"OPENBLAS_"_s, u"MKL_"_s,   u"CUDA_"_s};
    return names.contains(name) ||
           std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const QString &beginning) { return name.startsWith(beginning); });
}

std::vector<std::string> environmentFor(unsigned threads)
{
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const QString &name : ours.keys()) {
        if (isPassedOn(name))
            environment.insert(name, ours.value(name));
    }
    for (const QString &name : {u"OMP_NUM_THREADS"_s, u"OPENBLAS_NUM_THREADS"_s, u"MKL_NUM_THREADS"_s}) {
        if (!environment.contains(name))
            environment.insert(name, QString::number(threads));
    }
    for (const QString &name :
         {u"TMPDIR"_s, u"MPLCONFIGDIR"_s, u"NUMBA_CACHE_DIR"_s, u"JOBLIB_TEMP_FOLDER"_s})
        environment.insert(name, u"/tmp"_s);
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    environment.insert(u"PYTHONFAULTHANDLER"_s, u"1"_s);
    environment.insert(u"PYTHONIOENCODING"_s, u"utf-8"_s);
    std::vector<std::string> list;
    for (const QString &each : environment.toStringList())
        list.push_back(each.toLocal8Bit().toStdString());
    return list;
}

Result<> writeScript(const QString &name, const QString &folder)
{
    initWorkerScripts();
    QFile out(folder + u'/' + name);
    QFile in(u":/workers/"_s + name);
    if (in.open(QIODevice::ReadOnly) && out.open(QIODevice::WriteOnly) && out.write(in.readAll()) > 0 &&
        out.flush())
        return {};
    return Error{Error::Code::Io,
                 Text::tr("The temporary folder %1 cannot be written to: %2").arg(folder, out.errorString()),
                 {}};
}

std::uint64_t halfOfMemory()
{
    const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
    return pages * static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PAGESIZE))) / 2;
}

// Where an interpreter of a virtual environment has its libraries, and where it was told to look for more.
QStringList neededFolders(const QString &interpreter)
{
    const QFileInfo real(QFileInfo(interpreter).canonicalFilePath());
    QStringList folders{QDir::cleanPath(QFileInfo(interpreter).absolutePath() + u"/.."_s),
                        QDir::cleanPath(real.absolutePath() + u"/.."_s)};
    for (const char *variable : {"PYTHONPATH", "R_LIBS", "R_LIBS_USER", "R_LIBS_SITE"}) {
        for (const QString &folder : qEnvironmentVariable(variable).split(u':', Qt::SkipEmptyParts)) {
            if (QFileInfo(folder).isDir())
                folders << QFileInfo(folder).canonicalFilePath();
        }
    }
    return folders;
}

} // namespace

Result<WorkerLaunch> WorkerLaunch::make(WorkerLanguage which, const QString &model,
                                        const EngineOptions &options)
{
    const Language language = describe(which);
    WorkerLaunch launch;
    launch.m_interpreter = language.program;
    const bool isPython = which == WorkerLanguage::Python;
    QString chosen = isPython ? options.python : options.rscript;
    if (chosen.isEmpty())
        chosen = isPython ? options.libraryPython : options.libraryRscript;
    VT_TRY(const QString interpreter, findInterpreter(language, chosen));
    launch.m_interpreter = chosen.isEmpty() ? language.program : QFileInfo(chosen).fileName();
    launch.m_folder = std::make_shared<QTemporaryDir>();
    const QString folder = QFileInfo(launch.m_folder->path()).canonicalFilePath();
    VT_CHECK(writeScript(language.script, folder));
    const QString script = folder + u'/' + language.script;
    QStringList command{interpreter};
    if (which == WorkerLanguage::R)
        command << u"--no-save"_s << u"--no-restore"_s << u"--no-init-file"_s;
    command << script;
    ChildLaunch &child = launch.m_child;
    child.limits.networkOff = options.sandbox != EngineOptions::Sandbox::Off;
    if (options.sandbox != EngineOptions::Sandbox::Off) {
        const Result<> works = sandboxWorks();
        if (works) {
            command = sandboxed(command, QStringList{folder, model} + neededFolders(interpreter));
            child.limits.networkOff = false; // the sandbox has none
        } else if (options.sandbox == EngineOptions::Sandbox::Required) {
            return Error{Error::Code::Unsupported,
                         Text::tr("The model may only run in a sandbox, and there is none. %1")
                             .arg(works.error().message),
                         works.error().detail};
        } else {
            launch.m_remark = works.error().message;
        }
    }
    for (const QString &word : std::as_const(command))
        child.arguments.push_back(QFile::encodeName(word).toStdString());
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    child.environment = environmentFor(std::max(1u, cores / std::max(1u, options.workers)));
    child.limits.memory = options.memory > 0 ? options.memory : halfOfMemory();
    child.limits.cpuSeconds = options.cpuSeconds;
    child.limits.fileSize = largestFile;
    child.exchanges = true;
    return launch;
}

} // namespace vitrine::serving
