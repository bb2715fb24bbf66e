#pragma once

#include <stddef.h>

// Included before everything else in each file of the explorer: programs are linked with
// --wrap=memcpy and so on, so that what they copy is seen; what the explorer itself copies, block
// moves that the compiler makes among it, must not be. clang++ instruments the calls itself, and
// needs none of this.
#ifndef __clang__
extern "C" {
void* memcpy(void*, const void*, size_t) noexcept __asm__("__real_memcpy");
void* memmove(void*, const void*, size_t) noexcept __asm__("__real_memmove");
void* memset(void*, int, size_t) noexcept __asm__("__real_memset");
}
#endif
