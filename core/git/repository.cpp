// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repository.h"

#include "core/base/text.h"
#include "core/git/gittext.h"
#include "core/git/handles.h"

#include <QSysInfo>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

QString Commit::summary() const
{
    return message.section(u'\n', 0, 0).trimmed();
}

void Repository::Closer::operator()(git_repository *repository) const
{
    git_repository_free(repository);
}

Repository::Repository(git_repository *repository) : m_repository(repository) {}
Repository::Repository(Repository &&) noexcept = default;
Repository &Repository::operator=(Repository &&) noexcept = default;
Repository::~Repository() = default;

std::optional<QString> Repository::config(const QString &key) const
{
    ConfigPtr config;
    if (git_repository_config_snapshot(out(config), m_repository.get()) != 0)
        return {};
    const char *value = nullptr;
    if (git_config_get_string(&value, config.get(), key.toUtf8().constData()) != 0)
        return {};
    return toText(value);
}

Person Repository::identity() const
{
    SignaturePtr signature;
    if (git_signature_default(out(signature), m_repository.get()) == 0)
        return toSignature(signature.get()).person;
    const passwd *user = getpwuid(geteuid());
    const QString login = user ? QString::fromLocal8Bit(user->pw_name) : u"user"_s;
    const QString name =
        user ? QString::fromLocal8Bit(user->pw_gecos).section(u',', 0, 0).trimmed() : QString();
    return {config(u"user.name"_s).value_or(name.isEmpty() ? login : name),
            config(u"user.email"_s).value_or(login + u'@' + QSysInfo::machineHostName())};
}

} // namespace vitrine::git
