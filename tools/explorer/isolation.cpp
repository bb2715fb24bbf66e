#include "explorer/isolation.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "explorer/raw.hpp"

extern "C" {
// Made by the linker. NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
extern char __start_interleave_state[];
extern char __stop_interleave_state[];
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)
}

namespace interleave::explorer {
namespace {

struct Range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  bool contains(std::uintptr_t address) const { return address - begin < end - begin; }
};

struct Layout {
  std::array<Range, 8> variables;
  std::array<char*, 8> copies{};
  std::size_t count = 0;
  Range c_library;    // its code
  Range cpp_library;  // its code
  std::array<Range, 32> library_variables;
  std::size_t library_count = 0;
};

INTERLEAVE_STATE Layout layout;

std::uintptr_t address_of(const char* symbol) { return reinterpret_cast<std::uintptr_t>(symbol); }

void add_variables(std::uintptr_t begin, std::uintptr_t end) {
  if (begin < end && layout.count < layout.variables.size()) {
    layout.variables.at(layout.count++) = {begin, end};
  }
}

int visit_module(dl_phdr_info* info, std::size_t /*size*/, void* /*data*/) {
  const bool is_program = info->dlpi_name == nullptr || info->dlpi_name[0] == '\0';
  const auto is_called = [&](const char* name) {
    return !is_program && std::strstr(info->dlpi_name, name) != nullptr;
  };
  Range read_only_later;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type == PT_GNU_RELRO) {
      read_only_later = {info->dlpi_addr + header.p_vaddr,
                         info->dlpi_addr + header.p_vaddr + header.p_memsz};
    }
  }
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const Range range{info->dlpi_addr + header.p_vaddr,
                      info->dlpi_addr + header.p_vaddr + header.p_memsz};
    if ((header.p_flags & PF_X) != 0 && is_called("/libc.so")) layout.c_library = range;
    if ((header.p_flags & PF_X) != 0 && is_called("/libstdc++.so")) layout.cpp_library = range;
    if ((header.p_flags & PF_W) == 0) continue;
    if (!is_program) {
      if (layout.library_count < layout.library_variables.size()) {
        layout.library_variables.at(layout.library_count++) = range;
      }
      continue;
    }
    // Around the explorer's state, and without what is read-only after relocation.
    constexpr std::uintptr_t kPage = 4096;
    std::uintptr_t begin = range.begin;
    if (read_only_later.contains(begin)) begin = (read_only_later.end + kPage - 1) & ~(kPage - 1);
    const std::uintptr_t state_begin = address_of(__start_interleave_state);
    const std::uintptr_t state_end = address_of(__stop_interleave_state);
    if (range.contains(state_begin)) {
      add_variables(begin, state_begin);
      add_variables(state_end, range.end);
    } else {
      add_variables(begin, range.end);
    }
  }
  return 0;
}

}  // namespace

void remember_variables() {
  if (layout.count == 0) dl_iterate_phdr(visit_module, nullptr);
  for (std::size_t i = 0; i < layout.count; ++i) {
    const Range& range = layout.variables.at(i);
    char*& copy = layout.copies.at(i);
    if (copy == nullptr) copy = map_zeroed<char>(MAP_PRIVATE, range.end - range.begin);
    std::memcpy(copy, reinterpret_cast<const void*>(range.begin), range.end - range.begin);
  }
}

void restore_variables() {
  for (std::size_t i = 0; i < layout.count; ++i) {
    const Range& range = layout.variables.at(i);
    void* variables = reinterpret_cast<void*>(range.begin);
    if (std::memcmp(variables, layout.copies.at(i), range.end - range.begin) != 0) {
      std::memcpy(variables, layout.copies.at(i), range.end - range.begin);
    }
  }
}

bool is_restored(std::uintptr_t address) {
  for (std::size_t i = 0; i < layout.count; ++i) {
    if (layout.variables.at(i).contains(address)) return true;
  }
  return false;
}

bool is_in_c_library(std::uintptr_t pc) { return layout.c_library.contains(pc); }

bool is_library_variable(std::uintptr_t address) {
  return std::any_of(layout.library_variables.begin(),
                     layout.library_variables.begin() + layout.library_count,
                     [&](const Range& range) { return range.contains(address); });
}

bool frees_what_it_counts(std::uintptr_t pc) {
  if (!layout.cpp_library.contains(pc)) return false;
  struct Known {
    std::uintptr_t pc;
    bool counts;
  };
  INTERLEAVE_STATE static std::array<Known, 256> known;  // looking up a name takes long
  Known& entry = known.at(pc % known.size());
  if (entry.pc != pc) {
    Dl_info info{};
    const bool found = dladdr(reinterpret_cast<void*>(pc), &info) != 0 && info.dli_sname != nullptr;
    const auto is_in = [&](const char* part) {
      return std::strstr(info.dli_sname, part) != nullptr;
    };
    entry.counts = found && (is_in("exception") || is_in("error") || is_in("failure") ||
                             is_in("cow_string") || is_in("_ZNSs"));
    entry.pc = pc;
  }
  return entry.counts;
}

}  // namespace interleave::explorer
