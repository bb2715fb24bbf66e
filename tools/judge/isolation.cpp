#include "judge/isolation.hpp"

#include <fmt/core.h>

#include <cstdio>

#include "judge/errors.hpp"

namespace interleave {

namespace fs = std::filesystem;

Isolation isolation_for(const std::string& choice) {
  if (choice == "container") return Isolation::kContainer;
  if (choice == "none") return Isolation::kNone;
  const std::string& obstacle = sandbox_obstacle();
  if (obstacle.empty()) return Isolation::kBubblewrap;
  if (choice == "bwrap") {
    throw InputError(fmt::format(
        "--sandbox=bwrap: bubblewrap does not work here ({}). `./course doctor` says more. Where "
        "this whole machine is a container made for the purpose, --sandbox=container says so; "
        "--sandbox=none runs submissions as programs of your own.",
        obstacle));
  }
  fmt::print(stderr,
             "not sandboxed, because bubblewrap does not work here ({}): answers run as programs "
             "of your own. --sandbox=none chooses that.\n",
             obstacle);
  return Isolation::kNone;
}

void isolate(ProcessRequest& request, Isolation isolation,
             const std::vector<std::filesystem::path>& readable,
             const std::vector<std::filesystem::path>& writable) {
  if (isolation != Isolation::kBubblewrap) return;
  request.sandbox.emplace();
  for (const std::filesystem::path& path : readable) {
    const bool is_the_systems = path.string().rfind("/usr/", 0) == 0;  // those are there anyway
    std::error_code missing;
    if (!is_the_systems && fs::exists(path, missing)) request.sandbox->readable.push_back(path);
  }
  request.sandbox->writable = writable;
}

}  // namespace interleave
