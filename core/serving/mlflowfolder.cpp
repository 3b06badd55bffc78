// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/mlflowfolder.h"

#include "core/base/text.h"
#include "core/base/yaml.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

bool staysInside(const QString &file)
{
    const QString clean = QDir::cleanPath(file);
    return !QDir::isAbsolutePath(clean) && clean != u".." && !clean.startsWith(u"../");
}

QString firstOf(const QJsonObject &flavour, const QStringList &keys)
{
    for (const QString &key : keys) {
        if (const QString value = flavour.value(key).toString(); !value.isEmpty())
            return value;
    }
    return {};
}

} // namespace

Result<MlflowFolder> readMlflowFolder(const QString &path)
{
    constexpr qint64 longest = 1'000'000;
    QFile file(path + u"/MLmodel"_s);
    const QString name = QFileInfo(path).fileName();
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            Error::Code::NotFound,
            Text::tr("'%1' is a folder without the file MLmodel, so it is not a model that MLflow wrote.")
                .arg(name),
            path};
    const auto document = yaml::parse(file.read(longest));
    if (!document)
        return document.error().within(Text::tr("The MLmodel of '%1' cannot be read").arg(name));
    const QJsonObject flavours = document->toObject().value(u"flavors").toObject();
    const QJsonObject python = flavours.value(u"python_function").toObject();
    MlflowFolder folder;
    folder.loader = python.value(u"loader_module").toString();
    folder.code = python.value(u"code").toString();
    const QJsonObject own = flavours.value(folder.loader.section(u'.', 1, 1)).toObject();
    folder.file = firstOf(own, {u"pickled_model"_s, u"data"_s, u"model_data"_s});
    if (folder.file.isEmpty())
        folder.file = firstOf(python, {u"model_path"_s, u"data"_s});
    folder.serialization = own.value(u"serialization_format"_s).toString();
    folder.onnxFile = flavours.value(u"onnx").toObject().value(u"data").toString();
    folder.xgboostFile = flavours.value(u"xgboost").toObject().value(u"data").toString();
    if (!folder.onnxFile.isEmpty() && QFileInfo(path + u'/' + folder.onnxFile).isDir())
        folder.onnxFile += u"/model.onnx"_s;
    for (const QString &each : {folder.file, folder.code, folder.onnxFile, folder.xgboostFile}) {
        if (!staysInside(each))
            return Error{
                Error::Code::InvalidArgument,
                Text::tr("The MLmodel of '%1' names '%2', which lies outside of the folder.").arg(name, each),
                {}};
    }
    if (folder.loader.isEmpty() && folder.onnxFile.isEmpty())
        return Error{
            Error::Code::Unsupported,
            Text::tr("The MLmodel of '%1' has no flavour that can be served: python_function or onnx.")
                .arg(name),
            {}};
    return folder;
}

} // namespace vitrine::serving
