// What nearly all tests begin with, read by the compiler once. Each includes what it needs all the
// same: the build by clang++ has no such header.
#pragma once

#include "catch.hpp"
#include "engines.hpp"
#include "given.hpp"
