// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/serving/bareloop.h"

#include <simdjson.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vitrine::bench {

namespace {

namespace ondemand = simdjson::ondemand;

struct Peer {
    std::string in;
    std::string out;
};

// The value of Content-Length as the load client writes it.
std::size_t bodyLength(std::string_view header)
{
    constexpr std::string_view name = "Content-Length: ";
    const auto at = header.find(name);
    std::size_t length = 0;
    if (at != std::string_view::npos)
        std::from_chars(header.data() + at + name.size(), header.data() + header.size(), length);
    return length;
}

void appendSingle(std::string &out, float value)
{
    std::array<char, 32> text;
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
}

void answer(ondemand::parser &parser, std::string &body, std::string &answerBody, std::string &out)
{
    answerBody = "{\"predict\":[";
    body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    ondemand::document document = parser.iterate(body);
    bool first = true;
    for (ondemand::object row : document.get_array()) {
        const auto cyl = static_cast<float>(double(row["cyl"]));
        const auto disp = static_cast<float>(double(row["disp"]));
        if (!first)
            answerBody += ',';
        first = false;
        appendSingle(answerBody, -1.587277f * cyl - 0.0205837f * disp + 34.66099f);
    }
    answerBody += "]}";
    out += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    out += std::to_string(answerBody.size());
    out += "\r\n\r\n";
    out += answerBody;
}

void consume(Peer &peer, ondemand::parser &parser, std::string &body, std::string &scratch)
{
    for (;;) {
        const auto end = peer.in.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        const std::size_t length = bodyLength(std::string_view(peer.in).substr(0, end));
        if (peer.in.size() < end + 4 + length)
            return;
        body.assign(peer.in, end + 4, length);
        peer.in.erase(0, end + 4 + length);
        answer(parser, body, scratch, peer.out);
    }
}

[[noreturn]] void serve(int listener)
{
    const int poll = ::epoll_create1(0);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = listener;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    std::unordered_map<int, Peer> peers;
    ondemand::parser parser;
    std::string body;
    std::string scratch;
    std::array<epoll_event, 64> events;
    std::array<char, 65536> buffer;
    for (;;) {
        const int count = ::epoll_wait(poll, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener) {
                const int accepted = ::accept(listener, nullptr, nullptr);
                const int on = 1;
                ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                event.data.fd = accepted;
                ::epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &event);
                continue;
            }
            const auto size = ::read(fd, buffer.data(), buffer.size());
            if (size <= 0) {
                ::close(fd);
                peers.erase(fd);
                continue;
            }
            Peer &peer = peers[fd];
            peer.in.append(buffer.data(), static_cast<std::size_t>(size));
            consume(peer, parser, body, scratch);
            while (!peer.out.empty()) {
                const auto sent = ::write(fd, peer.out.data(), peer.out.size());
                if (sent <= 0)
                    break;
                peer.out.erase(0, static_cast<std::size_t>(sent));
            }
        }
    }
}

} // namespace

BareLoop::BareLoop()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(listener, 256) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return;
    m_pid = ::fork();
    if (m_pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(listener);
    }
    ::close(listener);
    if (m_pid > 0)
        m_port = ntohs(address.sin_port);
}

BareLoop::~BareLoop()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

} // namespace vitrine::bench
