// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/terminationsignals.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr std::array<int, 3> handled{SIGTERM, SIGINT, SIGHUP};
std::atomic<int> writeEnd{-1};

// Only what a signal handler may do: one write.
extern "C" void onSignal(int number)
{
    const auto byte = static_cast<unsigned char>(number);
    [[maybe_unused]] const auto written = ::write(writeEnd.load(), &byte, 1);
}

QString nameOf(int number)
{
    return number == SIGTERM ? u"SIGTERM"_s : number == SIGINT ? u"SIGINT"_s : u"SIGHUP"_s;
}

void install(void (*handler)(int))
{
    struct sigaction action {
    };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int number : handled)
        sigaction(number, &action, nullptr);
}

} // namespace

TerminationSignals::TerminationSignals(QObject *parent) : QObject(parent)
{
    if (::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    writeEnd = m_pipe[1];
    m_notifier = new QSocketNotifier(m_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &TerminationSignals::onReadable);
    install(onSignal);
    std::signal(SIGPIPE, SIG_IGN);
}

TerminationSignals::~TerminationSignals()
{
    install(SIG_DFL);
    writeEnd = -1;
    delete m_notifier;
    for (const int end : m_pipe) {
        if (end >= 0)
            ::close(end);
    }
}

void TerminationSignals::onReadable()
{
    unsigned char byte = 0;
    while (::read(m_pipe[0], &byte, 1) == 1)
        emit received(nameOf(byte));
}

} // namespace vitrine::serving
