# Writes ${OUTPUT}: the model ${MODEL} and the rule files of ${RULES}, so that the binary carries them.
# Run by src/triage/CMakeLists.txt at build time, whenever a file changes.
file(SHA256 ${MODEL} digest)
file(GLOB files RELATIVE ${RULES} ${RULES}/*.txt)
list(SORT files)
# The assembler reads the model itself: a string of it would take the compiler minutes. The digest in the text makes it
# another text when the model is another.
set(text "// Written by cmake/embed_triage.cmake. Model ${digest}.\n#include \"triage/resources.hpp\"\n
__asm__(\".section .rodata,\\\"a\\\"\\n\"
        \".balign 64\\n\"
        \"venera_triage_model:\\n\"
        \".incbin \\\"${MODEL}\\\"\\n\"
        \"venera_triage_model_end:\\n\"
        \".byte 0\\n\"
        \".previous\\n\");
extern const char model_begin[] __asm__(\"venera_triage_model\") __attribute__((visibility(\"hidden\")));
extern const char model_end[] __asm__(\"venera_triage_model_end\") __attribute__((visibility(\"hidden\")));\n
namespace venera::triage {\n
std::string_view embedded_model() {
    return {model_begin, static_cast<std::size_t>(model_end - model_begin)};
}\n
std::vector<Resource> embedded_rules() {
    return {\n")
foreach(path IN LISTS files)
    file(READ ${RULES}/${path} rules)
    string(APPEND text "        {\"${path}\", R\"venera_rules(${rules})venera_rules\"},\n")
endforeach()
string(APPEND text "    };\n}\n\n}  // namespace venera::triage\n")
file(WRITE ${OUTPUT} "${text}")
