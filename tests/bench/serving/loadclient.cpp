// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/serving/loadclient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

namespace vitrine::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Wire {
    int fd = -1;
    std::string in;
    std::size_t sent = 0;
    Clock::time_point begin;
};

int connectTo(std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        ::close(fd);
        return -1;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

// Length of the first whole answer in `text`, or 0.
std::size_t wholeAnswer(std::string_view text)
{
    constexpr std::string_view name = "ontent-Length: ";
    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return 0;
    auto at = text.substr(0, end).find(name);
    if (at == std::string_view::npos) // as Python's servers write it
        at = text.substr(0, end).find("ontent-length: ");
    std::size_t length = 0;
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at + name.size(), text.data() + end, length);
    return text.size() >= end + 4 + length ? end + 4 + length : 0;
}

class Driver final
{
public:
    explicit Driver(const Load &load) : m_load(load), m_poll(::epoll_create1(EPOLL_CLOEXEC))
    {
        m_wires.resize(load.connections);
        for (std::size_t i = 0; i < m_wires.size(); ++i) {
            Wire &wire = m_wires[i];
            wire.fd = connectTo(load.port);
            if (wire.fd < 0) {
                ++m_result.broken;
                continue;
            }
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            ::epoll_ctl(m_poll, EPOLL_CTL_ADD, wire.fd, &event);
        }
    }
    ~Driver()
    {
        for (const Wire &wire : m_wires) {
            if (wire.fd >= 0)
                ::close(wire.fd);
        }
        ::close(m_poll);
    }
    Driver(const Driver &) = delete;
    Driver &operator=(const Driver &) = delete;

    LoadResult run()
    {
        const auto begin = Clock::now();
        for (Wire &wire : m_wires) {
            if (wire.fd >= 0)
                send(wire);
        }
        std::array<epoll_event, 64> events;
        while (Clock::now() - begin < m_load.duration && m_result.broken < m_wires.size() &&
               !(m_load.stop && m_load.stop())) {
            const int count = ::epoll_wait(m_poll, events.data(), events.size(), 100);
            for (int i = 0; i < count; ++i)
                receive(m_wires[events[static_cast<std::size_t>(i)].data.u64]);
        }
        m_result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        std::sort(m_result.microseconds.begin(), m_result.microseconds.end());
        return std::move(m_result);
    }

private:
    // The request is small beside the socket's buffer or the server reads it: blocking is fine.
    void send(Wire &wire)
    {
        wire.begin = Clock::now();
        for (std::size_t sent = 0; sent < m_load.request.size();) {
            const auto count =
                ::send(wire.fd, m_load.request.data() + sent, m_load.request.size() - sent, MSG_NOSIGNAL);
            if (count <= 0)
                return lose(wire);
            sent += static_cast<std::size_t>(count);
        }
    }

    void receive(Wire &wire)
    {
        const auto size = ::recv(wire.fd, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
        if (size <= 0)
            return lose(wire);
        wire.in.append(m_buffer.data(), static_cast<std::size_t>(size));
        const std::size_t length = wholeAnswer(wire.in);
        if (length == 0)
            return;
        const std::chrono::duration<float, std::micro> took = Clock::now() - wire.begin;
        m_result.microseconds.push_back(took.count());
        ++m_result.answers;
        const std::string_view answer = std::string_view(wire.in).substr(0, length);
        const bool right = m_load.isRight ? m_load.isRight(answer) : answer.starts_with("HTTP/1.1 200 ");
        m_result.wrong += right ? 0 : 1;
        wire.in.erase(0, length);
        send(wire);
    }

    void lose(Wire &wire)
    {
        ++m_result.broken;
        ::close(wire.fd);
        wire.fd = -1;
    }

    const Load &m_load;
    int m_poll;
    std::vector<Wire> m_wires;
    std::vector<char> m_buffer = std::vector<char>(1 << 18);
    LoadResult m_result;
};

std::uint64_t statusKilobytes(pid_t pid, std::string_view field)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(field))
            return std::stoull(line.substr(field.size() + 1)) * 1024;
    }
    return 0;
}

} // namespace

double LoadResult::quantile(double share) const
{
    if (microseconds.empty())
        return 0;
    const auto last = static_cast<double>(microseconds.size() - 1);
    return static_cast<double>(microseconds[static_cast<std::size_t>(share * last)]);
}

LoadResult drive(const Load &load)
{
    return Driver(load).run();
}

std::string postRequest(std::string_view target, std::string_view body)
{
    std::string request =
        "POST " + std::string(target) +
        " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ";
    return request + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

double cpuSeconds(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto name = text.rfind(')'); // the name may hold blanks
    if (name == std::string::npos)
        return 0;
    std::istringstream fields(text.substr(name + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t residentBytes(pid_t pid)
{
    return statusKilobytes(pid, "VmRSS:");
}

std::uint64_t peakResidentBytes(pid_t pid)
{
    return statusKilobytes(pid, "VmHWM:");
}

} // namespace vitrine::bench
