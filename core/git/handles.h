// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/git: the only door to git2.h.

#include "core/base/result.h"
#include "core/git/repository.h"

#include <git2.h>

#include <memory>

namespace vitrine::git {

template<auto Free>
struct Deleter {
    template<typename T>
    void operator()(T *handle) const
    {
        Free(handle);
    }
};

using CommitPtr = std::unique_ptr<git_commit, Deleter<git_commit_free>>;
using ConfigPtr = std::unique_ptr<git_config, Deleter<git_config_free>>;
using IndexPtr = std::unique_ptr<git_index, Deleter<git_index_free>>;
using ObjectPtr = std::unique_ptr<git_object, Deleter<git_object_free>>;
using OdbPtr = std::unique_ptr<git_odb, Deleter<git_odb_free>>;
using OdbObjectPtr = std::unique_ptr<git_odb_object, Deleter<git_odb_object_free>>;
using SignaturePtr = std::unique_ptr<git_signature, Deleter<git_signature_free>>;
using TagPtr = std::unique_ptr<git_tag, Deleter<git_tag_free>>;
using TreeBuilderPtr = std::unique_ptr<git_treebuilder, Deleter<git_treebuilder_free>>;
using TreePtr = std::unique_ptr<git_tree, Deleter<git_tree_free>>;

// A T** that fills a unique_ptr when the full expression ends, so not before: git_commit_lookup(out(commit),
// …).
template<typename Pointer>
class Out
{
public:
    explicit Out(Pointer &pointer) : m_pointer(pointer) {}
    ~Out() { m_pointer.reset(m_raw); }
    Out(const Out &) = delete;
    Out &operator=(const Out &) = delete;
    operator typename Pointer::pointer *() { return &m_raw; }

private:
    Pointer &m_pointer;
    typename Pointer::pointer m_raw = nullptr;
};

template<typename Pointer>
Out<Pointer> out(Pointer &pointer)
{
    return Out<Pointer>(pointer);
}

// The outcome of a libgit2 call. `what`: one clause that names the thing ("Couldn't read the commit 1a2b").
// Wraps every call in the same expression, because libgit2 keeps its message per thread and overwrites it.
Result<> check(int code, const QString &what);

// InvalidArgument unless it is 40 hexadecimal digits.
Result<git_oid> parseOid(const Oid &id);
Oid toOid(const git_oid *id); // null: empty

// `encoding`: of the text, as the commit names it; null for UTF-8.
Signature toSignature(const git_signature *signature, const char *encoding = nullptr);
Result<SignaturePtr> makeSignature(const Person &person, const QDateTime &when);

// An object whose bytes are what its id says. Corrupt when they are not; NotFound when there is none.
Result<OdbObjectPtr> readVerified(git_odb *odb, const git_oid &id);

// A setting of a repository; empty, or `otherwise`, when it is not set.
QByteArray configText(git_repository *repository, const QByteArray &key);
bool configFlag(git_repository *repository, const QByteArray &key, bool otherwise);

// How long a write waits for one lock of another program's, and for all of them and for heads that keep
// moving.
inline constexpr int lockWaitMs = 2000;
inline constexpr int writeWaitMs = 30'000;
inline constexpr int lockPauseMs = 5;

} // namespace vitrine::git
