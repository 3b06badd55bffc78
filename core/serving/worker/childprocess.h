// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vitrine::serving {

// A file descriptor that closes itself.
class Descriptor final
{
public:
    explicit Descriptor(int number = -1) : m_number(number) {}
    Descriptor(Descriptor &&other) noexcept : m_number(other.release()) {}
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor() { reset(); }

    int get() const { return m_number; }
    int release();
    void reset();

private:
    int m_number = -1;
};

// How a child may use the machine. 0: no limit.
struct ChildLimits {
    std::uint64_t memory = 0;   // bytes of private memory
    std::uint64_t fileSize = 0; // bytes that it may write into one file
    unsigned cpuSeconds = 0;    // over its whole life
    bool networkOff = false;    // where the kernel lets us; bubblewrap does it better
};

struct ChildLaunch {
    std::vector<std::string> arguments;   // the first is the program's path
    std::vector<std::string> environment; // KEY=VALUE; the whole of it
    ChildLimits limits;
    bool exchanges = false; // has descriptors 3 and 4 to talk over
};

// A child process in a process group of its own, which ends when the thread that started it does. Standard
// input is empty; what it writes to standard output and standard error comes from log().
class ChildProcess final
{
public:
    // Call in a thread that lives as long as the child may. NotFound or Io when it cannot be executed.
    static Result<ChildProcess> start(const ChildLaunch &launch);

    ChildProcess(ChildProcess &&other) noexcept;
    ChildProcess &operator=(ChildProcess &&) = delete;
    ~ChildProcess(); // kills it

    pid_t pid() const { return m_pid; }
    int requests() const { return m_requests.get(); } // write end, not blocking
    int answers() const { return m_answers.get(); }   // read end, not blocking
    int log() const { return m_log.get(); }           // read end, not blocking
    int end() const { return m_exit.get(); }          // readable once it ended; -1 on old kernels

    void terminate(); // asks it and its children to end
    void kill();      // ends it and its children
    // Waits for its end. The reason as people say it: "it ended with exit code 1"; nothing when it still
    // runs.
    std::optional<std::string> wait(std::chrono::milliseconds time);

private:
    ChildProcess() = default;

    pid_t m_pid = -1;
    std::optional<std::string> m_end;
    Descriptor m_requests;
    Descriptor m_answers;
    Descriptor m_log;
    Descriptor m_exit;
};

} // namespace vitrine::serving
