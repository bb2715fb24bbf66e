#include "explorer/fibers.hpp"

#include <asm/prctl.h>
#include <link.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

#include <array>
#include <cstring>

#include "explorer/clocks.hpp"
#include "explorer/raw.hpp"

#ifndef __x86_64__
#error "the explorer switches contexts for x86-64 only"
#endif

// rdi: where to keep the stack pointer; rsi: the one to go on with.
asm(R"(
.text
.globl interleave_switch
.hidden interleave_switch
.type interleave_switch, @function
interleave_switch:
  .cfi_startproc
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .cfi_endproc
.size interleave_switch, .-interleave_switch

.globl interleave_begin
.hidden interleave_begin
.type interleave_begin, @function
interleave_begin:
  .cfi_startproc
  .cfi_undefined rip
  xorl %ebp, %ebp
  callq *%rbx
  ud2
  .cfi_endproc
.size interleave_begin, .-interleave_begin
)");

extern "C" {
void interleave_switch(void** keep, void* go_on);
void interleave_begin();
}

namespace interleave::explorer {
namespace {

/// The thread-local variables of one module in one thread, and what they are at first.
struct LocalBlock {
  char* begin = nullptr;
  std::size_t size = 0;
  char* pristine = nullptr;
};

struct Donor {
  pthread_t thread{};
  int ready = 0;  // futex
  int adopt = 0;  // futex
  Fiber* fiber = nullptr;
  std::array<LocalBlock, 3> blocks;  // of the program, the C++ and the C library
  int block_count = 0;
};

INTERLEAVE_STATE std::array<Donor*, kMostThreads> donors{};
INTERLEAVE_STATE bool can_write_fs = false;
void* here = nullptr;  // where a donor's own stack pointer goes, once it is a fiber

int find_blocks(dl_phdr_info* info, std::size_t /*size*/, void* data) {
  auto& donor = *static_cast<Donor*>(data);
  const bool is_program = info->dlpi_name == nullptr || info->dlpi_name[0] == '\0';
  const auto is_called = [&](const char* name) {
    return !is_program && std::strstr(info->dlpi_name, name) != nullptr;
  };
  const bool is_c_library = is_called("/libc.so");  // errno, and what must stay as it is
  if (!is_program && !is_c_library && !is_called("/libstdc++.so")) return 0;
  if (info->dlpi_tls_data == nullptr) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    if (info->dlpi_phdr[i].p_type != PT_TLS) continue;
    LocalBlock& block = donor.blocks.at(static_cast<std::size_t>(donor.block_count));
    block.begin = static_cast<char*>(info->dlpi_tls_data);
    block.size = info->dlpi_phdr[i].p_memsz;
    ++donor.block_count;
    if (is_c_library) continue;
    block.pristine = map_zeroed<char>(MAP_PRIVATE, block.size);
    if (block.pristine != nullptr) std::memcpy(block.pristine, block.begin, block.size);
  }
  return 0;
}

void* lend(void* argument) {
  auto& donor = *static_cast<Donor*>(argument);
  dl_iterate_phdr(find_blocks, &donor);
  raw_wake(donor.ready);
  raw_wait(donor.adopt);
  interleave_switch(&here, donor.fiber->stack_pointer);
  return nullptr;
}

__attribute__((target("fsgsbase"))) void write_fs(std::uintptr_t base) {
  __builtin_ia32_wrfsbase64(base);
}

void set_identity(std::uintptr_t base) {
  if (can_write_fs) {
    write_fs(base);
  } else {
    raw_syscall(SYS_arch_prctl, ARCH_SET_FS, static_cast<long>(base));
  }
}

}  // namespace

void prepare_fibers() {
  constexpr unsigned long kFsgsbase = 2;
  can_write_fs = (getauxval(AT_HWCAP2) & kFsgsbase) != 0;
}

void switch_fiber(Fiber& from, Fiber& to) {
  if (from.identity != to.identity) set_identity(to.identity);
  interleave_switch(&from.stack_pointer, to.stack_pointer);
}

void start_fiber(Fiber& fiber, std::uintptr_t stack_end, void (*entry)()) {
  // As interleave_switch leaves it: six registers, rbx holding the entry, and where to return to.
  auto* top = reinterpret_cast<std::uintptr_t*>(stack_end & ~std::uintptr_t{15});
  *--top = 0;
  *--top = 0;
  *--top = reinterpret_cast<std::uintptr_t>(interleave_begin);
  *--top = 0;                                        // rbp
  *--top = reinterpret_cast<std::uintptr_t>(entry);  // rbx
  for (int i = 0; i < 4; ++i) *--top = 0;
  fiber.stack_pointer = top;
}

std::uintptr_t fresh_identity(int slot) {
  Donor*& donor = donors.at(static_cast<std::size_t>(slot));
  if (donor == nullptr) {
    donor = new Donor;
    if (slot == 0) {
      donor->thread = pthread_self();
      dl_iterate_phdr(find_blocks, donor);
    } else {
      raw_pthread_create(donor->thread, lend, donor);
      raw_wait(donor->ready);
    }
  }
  for (int i = 0; i < donor->block_count; ++i) {
    const LocalBlock& block = donor->blocks.at(static_cast<std::size_t>(i));
    if (block.pristine != nullptr) std::memcpy(block.begin, block.pristine, block.size);
  }
  return donor->thread;
}

bool is_thread_local(std::uintptr_t address) {
  for (const Donor* donor : donors) {
    if (donor == nullptr) continue;
    for (int i = 0; i < donor->block_count; ++i) {
      const LocalBlock& block = donor->blocks.at(static_cast<std::size_t>(i));
      if (address - reinterpret_cast<std::uintptr_t>(block.begin) < block.size) return true;
    }
  }
  return false;
}

extern "C" __attribute__((noinline)) void interleave_hold() {
  static int never = 0;
  for (;;) raw_wait(never);
}

void show_fibers_as_threads(Fiber* (*fiber_of)(int slot), int slots) {
  for (int slot = 1; slot < slots; ++slot) {
    Donor* donor = donors.at(static_cast<std::size_t>(slot));
    Fiber* fiber = fiber_of(slot);
    if (donor == nullptr || fiber == nullptr) continue;
    donor->fiber = fiber;
    raw_wake(donor->adopt);
  }
}

}  // namespace interleave::explorer
