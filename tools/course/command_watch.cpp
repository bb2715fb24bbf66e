// ./course watch: check again on every save.

#include <fmt/core.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "course/commands.hpp"
#include "course/progress.hpp"
#include "course/report.hpp"
#include "course/terminal.hpp"
#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/precompiled.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

/// Waits for changes in a folder. Editors save in place or by renaming a new file over the old one,
/// so it is the folder that is watched. A network file system tells nothing: `wait` returns at
/// least once a second, for its caller to look at the content.
class FolderWatch {
 public:
  explicit FolderWatch(const std::filesystem::path& folder)
      : descriptor_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    if (descriptor_ < 0 ||
        inotify_add_watch(descriptor_, folder.c_str(),
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE) < 0) {
      throw InputError(
          fmt::format("{}: cannot be watched: {}", folder.string(), std::strerror(errno)));
    }
  }
  ~FolderWatch() { close(descriptor_); }
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  void wait() const {
    pollfd entry{descriptor_, POLLIN, 0};
    poll(&entry, 1, 1000);
    std::array<char, 4096> events;
    while (read(descriptor_, events.data(), events.size()) > 0) {
    }
  }

 private:
  int descriptor_;
};

}  // namespace

void add_watch_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("watch", "Check again on every save, until Ctrl-C");
  command->footer(
      "Goes on to the next exercise once one is passed, unless you name one. Exit code: 0 when all "
      "are\n"
      "passed, 130 on Ctrl-C.\n\n"
      "Examples:\n  ./course watch\n  ./course watch run_workers");
  auto* selector =
      command->add_option("exercise", "The exercise to watch")->type_name("LESSON/EXERCISE");
  const auto sandbox = add_sandbox_option(*command);
  command->callback([&context, selector, sandbox] {
    const Course course = load_isolated(context, *sandbox);
    const std::string chosen = selector->count() > 0 ? selector->as<std::string>() : "";
    const Exercise* exercise = &one_exercise(course, chosen);
    while (!interrupt_requested()) {
      const Submission submission = learner_submission(course, *exercise);
      const FolderWatch watch(submission.files.front().parent_path());
      std::string graded = "nothing yet";
      bool passed = false;
      while (!interrupt_requested()) {
        const std::string now = fingerprint(submission.files);
        // An editor that saves by renaming leaves a moment in which the file is not there.
        if (now != graded && !now.empty()) {
          Verdict verdict;
          try {
            verdict = grade_with_progress(course, *exercise, submission);
          } catch (const InputError&) {
            if (fingerprint(submission.files) == now) throw;
            continue;  // the file went or changed meanwhile: not the course's fault
          }
          LearnerProgress(course).record(*exercise, verdict);
          graded = verdict.answer;
          passed = verdict.passed();
          fmt::print("{}\n", verdict_text(verdict, *exercise));
          if (passed && chosen.empty()) break;
          fmt::print("{}\n", paint(fmt::format("watching {}; Ctrl-C ends",
                                               course.shown(submission.files.front())),
                                   Style::kFaint));
          std::fflush(stdout);
          prepare_precompiled(course, *exercise, submission);
        }
        watch.wait();
      }
      if (passed && chosen.empty()) {
        exercise = LearnerProgress(course).next();
        if (exercise == nullptr) {
          fmt::print("Every exercise has been passed.\n");
          return;
        }
        fmt::print("On to {}: lessons/{}/{}\n\n", paint(exercise->id(), Style::kStrong),
                   exercise->lesson, exercise->answers.front());
      }
    }
    throw Interrupted();
  });
}

}  // namespace interleave
