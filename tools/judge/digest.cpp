#include "judge/digest.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "judge/build.hpp"
#include "judge/files.hpp"
#include "process/process.hpp"

namespace interleave {

namespace fs = std::filesystem;

struct Digest::State {
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Digest::Digest() : state_(std::make_unique<State>()) {
  if (EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
}

Digest::~Digest() = default;

void Digest::add(std::string_view text) {
  const std::string size = fmt::format("{}:", text.size());
  EVP_DigestUpdate(state_->context.get(), size.data(), size.size());
  EVP_DigestUpdate(state_->context.get(), text.data(), text.size());
}

void Digest::add_folder(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    add(file.lexically_relative(folder).string());
    add(read_file(file));
  }
}

std::string Digest::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes.at(i));
  return text;
}

CourseVersion::CourseVersion(const Course& course) : course_(course) {
  Digest digest;
  // A course that is elsewhere has been built with those that the command was built with.
  for (const char* folder :
       {"tests/support", "tools/explorer", "tools/judge", "tools/process", "cmake"}) {
    std::error_code missing;
    if (fs::exists(course.root / folder, missing)) digest.add_folder(course.root / folder);
  }
  ProcessRequest compiler;
  compiler.arguments = {"c++", "--version"};
  digest.add(run_process(compiler).output);
  common_ = digest.finish();
}

std::string CourseVersion::of(const Exercise& exercise) const {
  Digest digest;
  digest.add(common_);
  std::vector<fs::path> parts = course_.contract_headers(exercise);
  for (const Submission& own :
       {solution_submission(course_, exercise), starter_submission(course_, exercise)}) {
    parts.insert(parts.end(), own.files.begin(), own.files.end());
  }
  parts.push_back(course_.grader(exercise));
  const std::vector<fs::path> probes = course_.probes(exercise);
  parts.insert(parts.end(), probes.begin(), probes.end());
  std::vector<fs::path> shared;  // by the graders of a lesson
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(course_.tests(exercise), none)) {
    if (entry.path().extension() == ".hpp") shared.push_back(entry.path());
  }
  std::sort(shared.begin(), shared.end());
  parts.insert(parts.end(), shared.begin(), shared.end());
  for (const fs::path& part : parts) {
    std::error_code missing;  // an exercise that is being written
    if (fs::exists(part, missing)) digest.add(read_file(part));
  }
  const fs::path children = course_.tests(exercise) / "children";
  if (fs::exists(children, none)) digest.add_folder(children);

  for (const auto& [check, points] : exercise.points) {
    digest.add(fmt::format("{} {}", name_of(check), points));
  }
  for (const auto& [symbol, because] : exercise.forbidden) digest.add(symbol + ' ' + because);
  for (const std::string& symbol : exercise.allowed) digest.add("allowed " + symbol);
  const Limits& limits = exercise.limits;
  digest.add(fmt::format("{} {} {} {}", limits.seconds, limits.memory_mb, limits.processes,
                         limits.output_kb));
  if (is_configured(course_, exercise)) {
    const Recipe recipe = load_recipe(course_, exercise);
    for (const Flags* flags : {&recipe.compile_address, &recipe.compile_thread, &recipe.link_test,
                               &recipe.link_explore, &recipe.link_race}) {
      for (const std::string& flag : *flags) {
        if (flag.find('/') == std::string::npos) digest.add(flag);  // no paths
      }
    }
  }
  return digest.finish();
}

std::string CourseVersion::of_all() const {
  Digest digest;
  for (const Exercise* exercise : course_.catalog.exercises()) digest.add(of(*exercise));
  return digest.finish().substr(0, 16);
}

}  // namespace interleave
