// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/childprocess.h"

#include "core/base/text.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr int firstFree = 10; // above every descriptor that the child gets
constexpr int requestNumber = 3;
constexpr int answerNumber = 4;
constexpr int bubblewrapSignal = 128; // exit codes above it stand for signals

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Descriptor moved(int number)
{
    const int high = ::fcntl(number, F_DUPFD_CLOEXEC, firstFree);
    ::close(number);
    return Descriptor(high);
}

bool openPipe(Pipe &pipe)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    pipe.read = moved(ends[0]);
    pipe.write = moved(ends[1]);
    return pipe.read.get() >= 0 && pipe.write.get() >= 0;
}

void setNonBlocking(int number)
{
    ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
}

// --- between fork and exec: system calls only ------------------------------------------------------------

void writeSmallFile(const char *path, const char *text, std::size_t size)
{
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
        [[maybe_unused]] const auto written = ::write(file, text, size);
        ::close(file);
    }
}

void limit(__rlimit_resource resource, std::uint64_t value)
{
    const rlimit bound{value, value};
    ::setrlimit(resource, &bound);
}

struct Prepared {
    const char *path = nullptr;
    std::vector<char *> arguments;
    std::vector<char *> environment;
    std::array<char, 64> userMap{};
    std::array<char, 64> groupMap{};
};

// A network of its own, with nothing in it. The user keeps the own number.
void leaveNetwork(const Prepared &prepared)
{
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return;
    writeSmallFile("/proc/self/setgroups", "deny", 4);
    writeSmallFile("/proc/self/uid_map", prepared.userMap.data(), std::strlen(prepared.userMap.data()));
    writeSmallFile("/proc/self/gid_map", prepared.groupMap.data(), std::strlen(prepared.groupMap.data()));
}

[[noreturn]] void becomeChild(const Prepared &prepared, const ChildLaunch &launch, pid_t parent, int requests,
                              int answers, int log, int report)
{
    const auto fail = [report] {
        const int number = errno;
        [[maybe_unused]] const auto written = ::write(report, &number, sizeof number);
        ::_exit(127);
    };
    ::setpgid(0, 0);
    if (launch.limits.networkOff)
        leaveNetwork(prepared);
    // After that, because new credentials make the kernel forget it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) // it ended before we asked to be told
        ::_exit(127);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (::dup2(nothing, STDIN_FILENO) < 0 || ::dup2(log, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0)
        fail();
    if (launch.exchanges && (::dup2(requests, requestNumber) < 0 || ::dup2(answers, answerNumber) < 0))
        fail();
    // Whatever the program opened without O_CLOEXEC stays here.
    const unsigned first = launch.exchanges ? answerNumber + 1 : STDERR_FILENO + 1;
    ::syscall(SYS_close_range, first, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const ChildLimits &limits = launch.limits;
    limit(RLIMIT_CORE, 0); // a dump would hold the requests
    if (limits.memory > 0)
        limit(RLIMIT_DATA, limits.memory);
    if (limits.fileSize > 0)
        limit(RLIMIT_FSIZE, limits.fileSize);
    if (limits.cpuSeconds > 0)
        limit(RLIMIT_CPU, limits.cpuSeconds);
    // When the machine runs out of memory, a model goes before the server does.
    writeSmallFile("/proc/self/oom_score_adj", "800", 3);
    ::execve(prepared.path, prepared.arguments.data(), prepared.environment.data());
    fail();
    ::_exit(127);
}

Prepared prepare(const ChildLaunch &launch)
{
    Prepared prepared;
    prepared.path = launch.arguments.front().c_str();
    for (const std::string &argument : launch.arguments)
        prepared.arguments.push_back(const_cast<char *>(argument.c_str()));
    for (const std::string &variable : launch.environment)
        prepared.environment.push_back(const_cast<char *>(variable.c_str()));
    prepared.arguments.push_back(nullptr);
    prepared.environment.push_back(nullptr);
    std::snprintf(prepared.userMap.data(), prepared.userMap.size(), "%u %u 1", ::geteuid(), ::geteuid());
    std::snprintf(prepared.groupMap.data(), prepared.groupMap.size(), "%u %u 1", ::getegid(), ::getegid());
    return prepared;
}

Error cannotStart(const std::string &program, int number)
{
    const QString name = QString::fromStdString(program.substr(program.rfind('/') + 1));
    return Error{
        number == ENOENT ? Error::Code::NotFound : Error::Code::Io,
        Text::tr("'%1' could not be started: %2.").arg(name, QString::fromLocal8Bit(std::strerror(number))),
        QString::fromStdString(program)};
}

std::string reasonOf(int status)
{
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) > bubblewrapSignal &&
        WEXITSTATUS(status) < bubblewrapSignal + NSIG)
        signal = WEXITSTATUS(status) - bubblewrapSignal;
    switch (signal) {
    case 0: return "it ended with exit code " + std::to_string(WEXITSTATUS(status));
    case SIGKILL: return "it was killed (signal 9), by somebody or for want of memory";
    case SIGXCPU: return "it used up its processor time";
    case SIGXFSZ: return "it wrote more into a file than it may";
    default: return "it crashed (signal " + std::to_string(signal) + ", " + ::strsignal(signal) + ")";
    }
}

} // namespace

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    if (this != &other) {
        reset();
        m_number = other.release();
    }
    return *this;
}

int Descriptor::release()
{
    const int number = m_number;
    m_number = -1;
    return number;
}

void Descriptor::reset()
{
    if (m_number >= 0)
        ::close(m_number);
    m_number = -1;
}

Result<ChildProcess> ChildProcess::start(const ChildLaunch &launch)
{
    Pipe requests;
    Pipe answers;
    Pipe log;
    Pipe report;
    if (!openPipe(requests) || !openPipe(answers) || !openPipe(log) || !openPipe(report))
        return cannotStart(launch.arguments.front(), errno);
    const Prepared prepared = prepare(launch);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0)
        becomeChild(prepared, launch, parent, requests.read.get(), answers.write.get(), log.write.get(),
                    report.write.get());
    if (pid < 0)
        return cannotStart(launch.arguments.front(), errno);
    ::setpgid(pid, pid); // so that it holds here too, whoever runs first
    report.write.reset();
    int number = 0;
    ssize_t got = 0;
    do {
        got = ::read(report.read.get(), &number, sizeof number);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        ::waitpid(pid, nullptr, 0);
        return cannotStart(launch.arguments.front(), number);
    }
    ChildProcess child;
    child.m_pid = pid;
    child.m_exit = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    child.m_log = std::move(log.read);
    setNonBlocking(child.m_log.get());
    if (launch.exchanges) {
        child.m_requests = std::move(requests.write);
        child.m_answers = std::move(answers.read);
        setNonBlocking(child.m_requests.get());
        setNonBlocking(child.m_answers.get());
        // Larger pipes spare long requests most of the waiting; a refusal costs only speed.
        constexpr int roomy = 1 << 20;
        ::fcntl(child.m_requests.get(), F_SETPIPE_SZ, roomy);
        ::fcntl(child.m_answers.get(), F_SETPIPE_SZ, roomy);
    }
    return child;
}

ChildProcess::ChildProcess(ChildProcess &&other) noexcept
    : m_pid(other.m_pid)
    , m_end(std::move(other.m_end))
    , m_requests(std::move(other.m_requests))
    , m_answers(std::move(other.m_answers))
    , m_log(std::move(other.m_log))
    , m_exit(std::move(other.m_exit))
{
    other.m_pid = -1;
}

ChildProcess::~ChildProcess()
{
    if (m_pid < 0 || m_end)
        return;
    kill();
    wait(std::chrono::seconds(5));
}

void ChildProcess::terminate()
{
    if (m_pid > 0 && !m_end)
        ::kill(-m_pid, SIGTERM);
}

void ChildProcess::kill()
{
    if (m_pid > 0 && !m_end)
        ::kill(-m_pid, SIGKILL);
}

std::optional<std::string> ChildProcess::wait(std::chrono::milliseconds time)
{
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + time;
    auto pause = std::chrono::microseconds(50);
    while (!m_end) {
        int status = 0;
        const pid_t ended = ::waitpid(m_pid, &status, WNOHANG);
        if (ended == m_pid) {
            m_end = reasonOf(status);
            ::kill(-m_pid, SIGKILL); // what it left behind
        } else if (ended < 0 && errno != EINTR) {
            m_end = "it ended";
        } else if (Clock::now() >= until) {
            return {};
        } else {
            std::this_thread::sleep_for(pause);
            pause = std::min(pause * 2, std::chrono::microseconds(5000));
        }
    }
    return m_end;
}

} // namespace vitrine::serving
