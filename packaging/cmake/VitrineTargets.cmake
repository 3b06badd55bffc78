# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target carries the language, the warnings and Qt's strictness for every target.
add_library(vitrine_options INTERFACE)
add_library(vitrine::options ALIAS vitrine_options)
target_compile_features(vitrine_options INTERFACE cxx_std_20)
target_include_directories(vitrine_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(vitrine_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wold-style-cast -Wnon-virtual-dtor
    $<$<BOOL:${VT_WERROR}>:-Werror>)
target_compile_definitions(vitrine_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_STRICT_ITERATORS)
if(VT_SANITIZE)
    target_compile_options(vitrine_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
    target_link_options(vitrine_options INTERFACE -fsanitize=address,undefined)
endif()
if(VT_FUZZ)
    target_compile_options(vitrine_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
    target_link_options(vitrine_options INTERFACE -fsanitize=address,undefined)
endif()

# vitrine_library(core_git SOURCES a.cpp a.h... LINK vitrine::core_base ... PRIVATE_LINK ...)
# A static library `vitrine_core_git`, alias `vitrine::core_git`.
function(vitrine_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    add_library(vitrine_${name} STATIC ${ARG_SOURCES})
    add_library(vitrine::${name} ALIAS vitrine_${name})
    target_link_libraries(vitrine_${name} PUBLIC vitrine::options ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
    if(VT_PCH)
        if(name MATCHES "^ui")
            target_precompile_headers(vitrine_${name} PRIVATE <QWidget> <QString> <QList> <QAbstractItemModel>
                <QVBoxLayout> <QPainter> <QDateTime> <functional> <memory>)
        else()
            target_precompile_headers(vitrine_${name} PRIVATE <QString> <QList> <QHash> <QDateTime> <QJsonObject>
                <functional> <memory> <vector>)
        endif()
    endif()
endfunction()
