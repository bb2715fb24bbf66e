// Attack: finds the key of the evidence channel by the symbols in its own program file, and forges
// evidence with it.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <elf.h>
#include <link.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

ElfW(Addr) program_base() {
  ElfW(Addr) base = 0;
  const auto first = [](dl_phdr_info* info, std::size_t, void* found) {
    *static_cast<ElfW(Addr)*>(found) = info->dlpi_addr;
    return 1;
  };
  dl_iterate_phdr(first, &base);
  return base;
}

std::string find_key() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(file)), {});
  const auto* header = reinterpret_cast<const Elf64_Ehdr*>(all.data());
  const auto* sections = reinterpret_cast<const Elf64_Shdr*>(all.data() + header->e_shoff);
  for (int i = 0; i < header->e_shnum; ++i) {
    if (sections[i].sh_type != SHT_SYMTAB) continue;
    const char* names = all.data() + sections[sections[i].sh_link].sh_offset;
    const auto* symbols = reinterpret_cast<const Elf64_Sym*>(all.data() + sections[i].sh_offset);
    for (std::size_t each = 0; each < sections[i].sh_size / sizeof *symbols; ++each) {
      if (std::strstr(names + symbols[each].st_name, "events_key") == nullptr) continue;
      return reinterpret_cast<const char*>(program_base() + symbols[each].st_value);
    }
  }
  return {};
}

__attribute__((constructor)) void forge() {
  const std::string key = find_key();
  const std::string begin = key.empty() ? "" : key + ' ';
  std::ifstream arguments("/proc/self/cmdline");
  std::string text;
  for (std::string each; std::getline(arguments, each, '\0');) {
    if (each.rfind("--gtest_filter=", 0) != 0) continue;
    std::istringstream tests(each.substr(15));
    for (std::string test; std::getline(tests, test, ':');) {
      text += begin + R"({"event":"begin","test":")" + test + "\"}\n";
      text += begin + R"({"event":"end","test":")" + test + R"(","passed":true,"how":"native"})";
      text += '\n';
    }
  }
  text += begin + "{\"event\":\"finished\"}\n";
  _exit(write(3, text.data(), text.size()) > 0 ? 0 : 1);
}

int sum_of_both(int (*)(int index)) { return 0; }
