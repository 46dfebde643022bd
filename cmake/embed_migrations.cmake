# Writes ${OUTPUT}: the SQL files of ${MIGRATIONS} as one C++ table, so that the binary carries them.
# Run by src/platform/postgres/CMakeLists.txt at build time, whenever a file changes.
file(GLOB files RELATIVE ${MIGRATIONS} ${MIGRATIONS}/*/*.sql)
list(SORT files COMPARE NATURAL)
set(text "// Written by cmake/embed_migrations.cmake.\n#include \"platform/postgres/migrations.hpp\"\n
namespace venera::postgres {\n\nconst std::vector<EmbeddedFile>& embedded_migrations() {
    static const std::vector<EmbeddedFile> files{\n")
foreach(path IN LISTS files)
    if(NOT path MATCHES "^([a-z]+)/([0-9][0-9][0-9][0-9])_([a-z0-9_]+)[.]sql$")
        message(FATAL_ERROR "migrations/${path}: the name must be <context>/NNNN_<name>.sql")
    endif()
    file(READ ${MIGRATIONS}/${path} sql)
    string(APPEND text "        {\"${path}\", R\"venera_sql(${sql})venera_sql\"},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n}  // namespace venera::postgres\n")
file(WRITE ${OUTPUT} "${text}")
