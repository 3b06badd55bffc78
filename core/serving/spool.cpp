// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/spool.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace vitrine::serving {

namespace {

int unnamedFile()
{
    std::error_code error;
    const std::string folder = std::filesystem::temp_directory_path(error).string();
    if (error)
        return -1;
    // Not every file system knows files without a name.
    int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) {
        std::string name = folder + "/vitrine-XXXXXX";
        file = ::mkostemp(name.data(), O_CLOEXEC);
        if (file >= 0)
            ::unlink(name.c_str());
    }
    return file;
}

} // namespace

Spool::~Spool()
{
    if (m_file >= 0)
        ::close(m_file);
}

bool Spool::append(std::string_view text)
{
    m_text += text;
    m_size += text.size();
    return m_text.size() <= m_most ? !m_broken : flush();
}

bool Spool::flush()
{
    if (m_file < 0)
        m_file = unnamedFile();
    std::string_view left = m_text;
    while (m_file >= 0 && !left.empty() && !m_broken) {
        const auto written = ::write(m_file, left.data(), left.size());
        if (written > 0)
            left.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            m_broken = true;
    }
    m_broken = m_broken || m_file < 0;
    m_text.clear();
    return !m_broken;
}

bool Spool::read(std::size_t most, std::string &out)
{
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(most, m_size - m_read));
    if (m_file < 0) {
        out.assign(m_text, static_cast<std::size_t>(m_read), count);
        m_read += count;
        return !m_broken;
    }
    if (!m_text.empty() && !flush())
        return false;
    out.resize(count);
    for (std::size_t done = 0; done < count;) {
        const auto got = ::pread(m_file, out.data() + done, count - done, static_cast<off_t>(m_read + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += static_cast<std::size_t>(got);
    }
    m_read += count;
    return !m_broken;
}

} // namespace vitrine::serving
