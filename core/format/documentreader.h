// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace vitrine::format {

// Hears what is in a JSON or UBJSON document, from front to back. Each function returns false to stop.
class DocumentHandler
{
public:
    virtual ~DocumentHandler() = default;
    virtual bool beginObject() = 0;
    virtual bool key(std::string_view name) = 0;
    virtual bool endObject() = 0;
    virtual bool beginArray() = 0;
    virtual bool endArray() = 0;
    virtual bool number(double value) = 0; // true and false are 1 and 0; null is NaN
    virtual bool text(std::string_view value) = 0;
};

// Models of hundreds of megabytes are read in place and without building a document; that, and the NaN and
// Infinity which model writers put into JSON, is why no JSON library does it. At most 64 levels deep.
// False where the text is damaged or the handler stopped. What follows the document is not looked at.
bool readJson(std::string_view text, DocumentHandler &handler);

// Universal Binary JSON (https://ubjson.org), draft 12, with typed and counted arrays, as XGBoost writes it.
bool readUbjson(std::string_view bytes, DocumentHandler &handler);

} // namespace vitrine::format
