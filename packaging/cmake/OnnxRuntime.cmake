# SPDX-License-Identifier: GPL-3.0-or-later
# ONNX Runtime is loaded at run time, so only its headers are needed to build: the system's, or those
# that packaging/dependencies.sh put into the prefix below. Without them everything else is built.
set(VT_ONNXRUNTIME_PREFIX "${CMAKE_SOURCE_DIR}/build/onnxruntime" CACHE PATH
    "Where packaging/dependencies.sh put ONNX Runtime when the system has no package of it")

find_path(ONNXRUNTIME_INCLUDE_DIR onnxruntime_cxx_api.h
    HINTS ${VT_ONNXRUNTIME_PREFIX}/include PATH_SUFFIXES onnxruntime onnxruntime/core/session)
find_file(ONNXRUNTIME_LIBRARY NAMES libonnxruntime.so.1 libonnxruntime.so
    HINTS ${VT_ONNXRUNTIME_PREFIX}/lib
    PATHS ${CMAKE_LIBRARY_PATH} /usr/lib /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE} /usr/local/lib)

add_library(vitrine_onnxruntime INTERFACE)
add_library(vitrine::onnxruntime ALIAS vitrine_onnxruntime)
if(ONNXRUNTIME_INCLUDE_DIR)
    target_include_directories(vitrine_onnxruntime SYSTEM INTERFACE ${ONNXRUNTIME_INCLUDE_DIR})
    target_compile_definitions(vitrine_onnxruntime INTERFACE
        VT_HAVE_ONNXRUNTIME VT_ONNXRUNTIME_LIBRARY="$<IF:$<BOOL:${ONNXRUNTIME_LIBRARY}>,${ONNXRUNTIME_LIBRARY},>")
else()
    message(WARNING "ONNX Runtime headers not found: ONNX models cannot be served. Run packaging/dependencies.sh.")
endif()
