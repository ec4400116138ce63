// doctest, in tests of our own headers. Both have a CHECK: include this last, and the test's CHECK is doctest's.
#pragma once

#include "base/result.hpp"

#undef CHECK
#include <doctest/doctest.h>
