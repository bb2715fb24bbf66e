#include "course/digest.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "course/errors.hpp"
#include "course/files.hpp"
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

std::string course_version(const Course& course) {
  Digest digest;
  for (const Lesson& lesson : course.catalog.lessons) {
    digest.add(read_file(course.lesson(lesson.name) / "lesson.json"));
    digest.add_folder(course.root / "solutions" / lesson.name);
    for (const Exercise& exercise : lesson.exercises) {
      for (const fs::path& header : course.contract_headers(exercise)) {
        digest.add(read_file(header));
      }
      std::vector<fs::path> parts = starter_submission(course, exercise).files;
      parts.push_back(course.grader(exercise));
      if (exercise.in_header()) parts.push_back(course.probes(exercise));
      for (const fs::path& part : parts) {
        std::error_code missing;  // an exercise that is being written
        if (fs::exists(part, missing)) digest.add(read_file(part));
      }
    }
  }
  // Of a course that is elsewhere, these are with the tools that built it.
  for (const char* folder : {"tests/support", "tools", "cmake"}) {
    std::error_code missing;
    if (fs::exists(course.root / folder, missing)) digest.add_folder(course.root / folder);
  }
  const std::string commands = read_file(course.build() / "build.ninja");
  digest.add(fingerprint(commands));
  ProcessRequest compiler;
  compiler.arguments = {"c++", "--version"};
  digest.add(run_process(compiler).output);
  return digest.finish().substr(0, 16);
}

}  // namespace interleave
