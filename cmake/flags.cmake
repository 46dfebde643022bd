# Language level, warnings and hardening: the same flags for every target of the tree.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(venera_flags INTERFACE)
target_include_directories(venera_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(venera_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor -Werror>
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ftrivial-auto-var-init=zero)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these three falsely on optimised standard library code.
    target_compile_options(venera_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-error=restrict
        -Wno-error=array-bounds -Wno-error=maybe-uninitialized -Wno-error=stringop-overflow>)
endif()
target_compile_definitions(venera_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_BUILD_TYPE MATCHES "Release|RelWithDebInfo")
    target_compile_options(venera_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
target_link_options(venera_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)

find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(venera_flags INTERFACE -fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

set(VENERA_SANITIZE "" CACHE STRING "Sanitizers: empty, address,undefined or thread")
if(VENERA_SANITIZE)
    target_compile_options(venera_flags INTERFACE -fsanitize=${VENERA_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(venera_flags INTERFACE -fsanitize=${VENERA_SANITIZE})
    # Fibers switch stacks: ucontext tells the sanitizer, the faster fcontext does not.
    if(VENERA_SANITIZE MATCHES "address")
        target_compile_definitions(venera_flags INTERFACE BOOST_USE_UCONTEXT BOOST_USE_ASAN)
    elseif(VENERA_SANITIZE MATCHES "thread")
        target_compile_definitions(venera_flags INTERFACE BOOST_USE_UCONTEXT BOOST_USE_TSAN)
        target_compile_options(venera_flags INTERFACE -Wno-tsan)
    endif()
endif()
