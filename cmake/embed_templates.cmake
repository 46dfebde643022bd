# Writes ${OUTPUT}: the templates of ${TEMPLATES} (<language>/<kind>.txt) as one C++ table, so that the binary carries them.
# Run by src/notifications/CMakeLists.txt at build time, whenever a file changes.
file(GLOB files RELATIVE ${TEMPLATES} ${TEMPLATES}/*/*.txt)
list(SORT files)
set(text "// Written by cmake/embed_templates.cmake.\n#include \"notifications/templates.hpp\"\n
namespace venera::notifications {\n\nconst std::vector<EmbeddedTemplate>& embedded_templates() {
    static const std::vector<EmbeddedTemplate> files{\n")
foreach(path IN LISTS files)
    if(NOT path MATCHES "^([a-z][a-z])/([a-z_0-9]+)[.]txt$")
        message(FATAL_ERROR "templates/${path}: the name must be <language>/<kind>.txt")
    endif()
    set(language ${CMAKE_MATCH_1})
    set(kind ${CMAKE_MATCH_2})
    file(READ ${TEMPLATES}/${path} words)
    string(APPEND text "        {\"${language}\", \"${kind}\", R\"venera_text(${words})venera_text\"},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n}  // namespace venera::notifications\n")
file(WRITE ${OUTPUT} "${text}")
