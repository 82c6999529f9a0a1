// Catch2 v3 brings its main in a library; v2 and doctest make it here.
#define CATCH_CONFIG_MAIN
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN

#if defined(CQRS_MAIN_BY_ITS_OLD_NAME)
// Ubuntu 24.04 pairs Emscripten 3.1.6 with clang 15, which gives main a name that this Emscripten
// does not know.
#define main run_tests
#include "catch.hpp"
#undef main
extern "C" int entry(int argc, char** argv) __asm__("main");
extern "C" int entry(int argc, char** argv) { return run_tests(argc, argv); }
#else
#include "catch.hpp"
#endif
