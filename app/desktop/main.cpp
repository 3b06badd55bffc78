// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/englishplurals.h"
#include "core/serving/deployments.h"
#include "ui/services/desktopnotifier.h"
#include "ui/services/prompter.h"
#include "ui/services/services.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/screenshots.h"
#include "ui/shell/settingspage.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QSettings>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QTimer>

#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

QSize sizeOf(const QString &text)
{
    const QStringList parts = text.split(u'x');
    return {parts.value(0).toInt(), parts.value(1).toInt()};
}

int say(FILE *stream, const QString &text)
{
    std::fputs(qPrintable(text + u'\n'), stream);
    return stream == stderr ? 1 : 0;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"vitrine"_s);
    QApplication::setApplicationName(u"vitrine"_s);
    QApplication::setApplicationDisplayName(u"Vitrine"_s);
    QApplication::setApplicationVersion(QStringLiteral(VT_VERSION));

    vitrine::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Every version of every model, in plain Git."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption shots(
        u"screenshots"_s,
        QApplication::translate("main", "Write a picture of every page to FOLDER and stop."), u"FOLDER"_s);
    const QCommandLineOption size(
        u"size"_s, QApplication::translate("main", "Size of the window, such as 1280x800."), u"WxH"_s);
    parser.addOptions({shots, size});
    parser.addPositionalArgument(u"library"_s, QApplication::translate("main", "A Git repository to open."),
                                 u"[LIBRARY]"_s);
    parser.process(application);
    const bool takesPictures = parser.isSet(shots);
    const QString library = parser.positionalArguments().value(0);
    if (parser.positionalArguments().size() > 1 || (takesPictures && library.isEmpty())) {
        say(stderr, takesPictures
                        ? QApplication::translate("main", "--screenshots needs a library to show.")
                        : QApplication::translate("main", "Only one library can be opened at a time."));
        return 2;
    }

    // Pictures show the program as it is when it is new, and leave the user's settings alone.
    QTemporaryDir scratch;
    const auto settings =
        takesPictures ? std::make_unique<QSettings>(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat)
                      : std::make_unique<QSettings>();
    vitrine::ui::applyChosenTheme(application, *settings);
    QApplication::setWindowIcon(QIcon(u":/icons/vitrine.svg"_s));

    QThreadPool readers;
    QThreadPool writer;
    writer.setMaxThreadCount(1);
    vitrine::SystemClock clock;
    int code = 0;
    {
        vitrine::serving::Deployments deployments(
            QDir(QApplication::applicationDirPath()).filePath(u"vitrine-serve"_s));
        vitrine::ui::Services services{readers, writer, deployments, *settings, clock};
        vitrine::ui::DialogPrompter prompter;
        vitrine::ui::DesktopNotifier notifier;
        vitrine::ui::MainWindow window(services, prompter);
        window.setNotifier(&notifier);
        if (const QSize wanted = sizeOf(parser.value(size)); wanted.isValid() && !wanted.isEmpty())
            window.resize(wanted);
        window.show();
        std::unique_ptr<vitrine::ui::Screenshots> screenshots;
        if (takesPictures) {
            screenshots = std::make_unique<vitrine::ui::Screenshots>(window, library, parser.value(shots));
            QObject::connect(screenshots.get(), &vitrine::ui::Screenshots::finished, &application,
                             [&](int written, const QString &problem) {
                                 const QString done = QApplication::translate("main", "%n picture(s) written",
                                                                              nullptr, written);
                                 const int result =
                                     problem.isEmpty() ? say(stdout, done) : say(stderr, problem);
                                 QApplication::exit(result);
                             });
            QTimer::singleShot(0, screenshots.get(), &vitrine::ui::Screenshots::start);
        } else if (!library.isEmpty()) {
            window.openLibrary(library);
        } else {
            window.openLast();
        }
        code = QApplication::exec();
    }
    readers.clear();
    writer.clear();
    readers.waitForDone();
    writer.waitForDone();
    return code;
}
