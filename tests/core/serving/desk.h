// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/router.h"
#include "tests/core/serving/fixture.h"

#include <memory>

namespace vitrine::test {

using namespace vitrine::serving;

// A router with one model, asked without a socket.
class Desk final
{
public:
    explicit Desk(const VersionSource &source, Flavour flavour = Flavour::Default, Access access = {})
        : Desk(source, RouterOptions{std::move(access), flavour, 0})
    {
    }
    Desk(const VersionSource &source, RouterOptions options)
    {
        auto version = loadVersion(source, metrics);
        if (!version) {
            problem = version.error().message;
            return;
        }
        ServedModel &model = catalogue.add((*version)->model);
        model.exchange(*version);
        router = std::make_unique<Router>(catalogue, metrics, std::move(options));
    }

    Response ask(Request request)
    {
        Response response;
        if (request.host.empty())
            request.host = "127.0.0.1:8080";
        router->handle(request, workspace, response);
        return response;
    }
    Response get(std::string_view target)
    {
        Request request;
        request.target = target;
        return ask(request);
    }
    Response post(std::string_view target, std::string_view body)
    {
        Request request;
        request.method = Method::Post;
        request.target = target;
        request.body = body;
        return ask(request);
    }

    QString problem;
    ServerMetrics metrics;
    Catalogue catalogue;
    Workspace workspace;
    std::unique_ptr<Router> router;
};

inline QString bodyOf(const Response &response)
{
    return QString::fromStdString(response.body);
}

inline QString header(const Response &response, const QString &name)
{
    for (const QString &line : QString::fromStdString(response.headers).split(QStringLiteral("\r\n"))) {
        if (line.startsWith(name + QStringLiteral(": ")))
            return line.mid(name.size() + 2);
    }
    return {};
}

} // namespace vitrine::test
