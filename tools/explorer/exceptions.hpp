#pragma once

/// An exception belongs to all who hold it: std::exception_ptr, and handlers while they run. The
/// C++ library counts them with atomics that are not instrumented, and who lets go last destroys
/// it. exceptions.cpp tells when; happens_before.cpp and native.cpp see to it that what the others
/// did with it before happens before that.
namespace interleave::explorer {

/// The calling thread has done with the exception whose holders are counted at `holders`.
void let_exception_go(int* holders);

/// All others have: calls `destroy(pointer)`, which destroys it.
void destroy_exception(int* holders, void (*destroy)(void** pointer), void** pointer);

}  // namespace interleave::explorer
