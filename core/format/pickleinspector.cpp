// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/pickleinspector.h"

#include "core/base/text.h"
#include "core/format/picklefacts.h"
#include "core/format/picklepolicy.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

using Severity = Finding::Severity;

constexpr int maxFindings = 200;
constexpr int maxListedImports = 500;
constexpr int maxStreams = 1000;
// torch.save before 1.6: this number, protocol, system, object and keys are pickles; raw storages follow.
constexpr std::string_view torchMagic = "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
constexpr int torchStreams = 5;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString fullName(const PickleImport &import)
{
    return import.module == "?" ? u"?"_s : text(import.module) + u'.' + text(import.name);
}

// A clause of picklepolicy.cpp as a sentence: what is there, and what it means.
QString sentence(const PickleImport &import, std::string_view why)
{
    const QString clause = text(why);
    return import.called ? Text::tr("Loading calls it: %1.").arg(clause)
                         : Text::tr("Loading imports it: %1.").arg(clause);
}

class Scan final
{
public:
    Scan(std::string_view bytes, const QString &member, Inspection &inspection)
        : m_bytes(bytes)
        , m_member(member)
        , m_inspection(inspection)
        , m_machine(bytes)
    {
    }

    void run()
    {
        m_inspection.canRunCode = true;
        const bool whole = m_machine.run(0);
        if (whole && m_member.isEmpty())
            addPickleFacts(m_machine, m_inspection);
        const std::size_t ownProblems = m_machine.problems().size();
        const bool isTorch = m_bytes.starts_with(torchMagic);
        if (whole)
            followFurtherStreams(isTorch);
        noteImports();
        noteCalls();
        for (std::size_t i = 0; i < ownProblems; ++i)
            note(Severity::Suspicious, u"structure"_s, {},
                 Text::tr("The pickle %1; what lies behind this place was not looked at.")
                     .arg(text(m_machine.problems()[i].what)),
                 m_machine.problems()[i].offset);
        if (m_machine.hasArrays())
            compareWithPlainPickle();
        listImports();
    }

private:
    // Loaders read the first stream only, or those that they expect; whoever hides another has a reason.
    void followFurtherStreams(bool isTorch)
    {
        for (int stream = 1; m_machine.end() < m_bytes.size() && stream < maxStreams; ++stream) {
            if (isTorch && stream == torchStreams)
                return;
            const std::size_t begin = m_machine.end();
            const bool whole = m_machine.run(begin);
            if (isTorch && stream == 3 && whole && m_member.isEmpty())
                addPickleFacts(m_machine, m_inspection);
            if (isTorch)
                continue;
            if (whole)
                note(Severity::Suspicious, u"structure"_s, {},
                     Text::tr("Another pickle lies behind the end of the first one."), begin);
            else {
                note(Severity::Info, u"structure"_s, {},
                     Text::tr("%1 bytes lie behind the end of the pickle.").arg(m_bytes.size() - begin),
                     begin);
                return;
            }
        }
    }

    void noteImports()
    {
        for (const PickleImport &import : m_machine.imports())
            noteImport(import);
    }

    void noteImport(const PickleImport &import)
    {
        const PickleVerdict verdict = judgePickleImport(import.module, import.name);
        switch (verdict.kind) {
        case PickleVerdict::Kind::Known: return;
        case PickleVerdict::Kind::Code:
            note(Severity::Dangerous, u"code"_s, fullName(import), sentence(import, verdict.why),
                 import.offset);
            return;
        case PickleVerdict::Kind::Dangerous:
            note(Severity::Dangerous, u"import"_s, fullName(import), sentence(import, verdict.why),
                 import.offset);
            return;
        case PickleVerdict::Kind::Unknown:
            note(Severity::Suspicious, u"import"_s, fullName(import), sentence(import, verdict.why),
                 import.offset);
            return;
        }
    }

    void noteCalls()
    {
        for (const PickleCall &call : m_machine.calls()) {
            const PickleValue &callee = m_machine.at(call.callee);
            const QString op = text(pickleOpName(call.code));
            if (callee.kind == PickleValue::Kind::Global)
                note(Severity::Dangerous, u"call"_s,
                     text(m_machine.moduleOf(call.callee)) + u'.' + text(m_machine.nameOf(call.callee)),
                     Text::tr("%1 changes an imported function, class or module for the whole program.")
                         .arg(op),
                     call.offset);
            else if (call.code != PickleCode::Build)
                note(Severity::Dangerous, u"call"_s, op,
                     Text::tr(
                         "It calls something that is computed while it loads, so it cannot be told what."),
                     call.offset);
        }
    }

    // Raw arrays between the opcodes are arrays only to joblib. To pickle.load they would be opcodes.
    void compareWithPlainPickle()
    {
        PickleMachine plain(m_bytes, PickleMachine::Arrays::Opcodes);
        plain.run(0);
        const auto &known = m_machine.imports();
        for (const PickleImport &import : plain.imports()) {
            const bool seen = std::any_of(known.begin(), known.end(), [&](const PickleImport &each) {
                return each.module == import.module && each.name == import.name;
            });
            if (!seen && judgePickleImport(import.module, import.name).kind != PickleVerdict::Kind::Known)
                note(
                    Severity::Dangerous, u"import"_s, fullName(import),
                    Text::tr("It is hidden in an array: joblib does not see it, but pickle would import it."),
                    import.offset);
        }
    }

    void listImports()
    {
        QJsonArray list = m_inspection.metadata.value(u"imports").toArray();
        for (const PickleImport &import : m_machine.imports()) {
            if (list.size() < maxListedImports && !list.contains(fullName(import)))
                list.append(fullName(import));
        }
        m_inspection.metadata.insert(u"imports"_s, list);
        if (!m_inspection.metadata.contains(u"protocol"))
            m_inspection.metadata.insert(u"protocol"_s, m_machine.protocol());
    }

    void note(Severity severity, const QString &kind, const QString &name, const QString &why,
              std::size_t offset)
    {
        // The worst is never what is left out.
        if (m_inspection.findings.size() >= maxFindings && severity != Severity::Dangerous)
            return;
        if (m_inspection.findings.size() >= 2 * maxFindings)
            return;
        m_inspection.add(severity, kind, name, m_member.isEmpty() ? why : m_member + u": "_s + why,
                         static_cast<qint64>(offset));
    }

    std::string_view m_bytes;
    const QString &m_member;
    Inspection &m_inspection;
    PickleMachine m_machine;
};

} // namespace

void inspectPickle(std::string_view bytes, const QString &member, Inspection &inspection)
{
    Scan(bytes, member, inspection).run();
}

} // namespace vitrine::format
