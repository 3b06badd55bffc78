// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message.h"

#include <QCoreApplication>

#include <utility>

namespace vitrine::ui {

Message Message::failure(const Error &error, std::function<void()> retry)
{
    Message message;
    message.text = error.message;
    message.detail = error.detail;
    message.isError = true;
    if (retry) {
        message.actionText = QCoreApplication::translate("Message", "Retry");
        message.action = std::move(retry);
    }
    return message;
}

} // namespace vitrine::ui
