// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine {

// Why something could not be done. Branch on `code`, show `message`, log `detail`.
struct Error {
    enum class Code {
        NotFound,        // the thing named does not exist
        InvalidArgument, // what was asked or typed is not acceptable
        Conflict,        // somebody else changed it meanwhile, or it exists already
        Corrupt,         // stored bytes are not what they should be
        Io,              // disk, network or permission
        Busy,            // locked by another program; the same call may succeed later
        Unsupported,     // understood, but not possible here
        Cancelled,       // the user asked to stop
        Internal,        // a library failed in a way that we do not know
    };

    Code code = Code::Internal;
    QString message; // one sentence for people: names the thing and the next step
    QString detail;  // for the log and the "Details" button: paths, library messages

    // The same failure with the caller's context in front: "Cannot roll back churn: the tag is locked".
    Error within(const QString &context) const;

    bool operator==(const Error &) const = default;
};

// The stable, lower-case name of a code, as used in JSON output: "not-found", "invalid-argument", ...
QString errorCodeName(Error::Code code);

} // namespace vitrine
