#pragma once

#include <optional>
#include <string>
#include <vector>

#include "process/child_process.hpp"

/// Has a pool of worker processes answer `tasks`, and survives workers that die. Result i is the
/// answer to `tasks[i]`, or nothing if that task has failed: two workers have died of it.
///
/// A worker is a process that runs `program`, as in process_pool: it reads tasks from its standard
/// input, a line each, prints a line for each, the answer, and ends when its input ends.
///
/// A worker has *died* when it ends, in whatever way, before it has answered its task with a whole
/// line. What it has printed of an answer until then is dropped. An answer is one also if its
/// worker ends right after it; it has then died when the next task finds it dead.
///
/// Requires: `program` does that, or dies.
/// Guarantees:
/// - A worker that has died is waited for, until it has ended by itself (it may have closed its
///   output, and have something left to do), and then a new one takes its place. The first task
///   that the new one is given is the one that the dead one had in hand. If the new one dies too,
///   the task has failed and is never tried again; other tasks are not failed by that.
/// - So no task is given to a worker more than twice, and one that has been answered, not again.
/// - A death touches no other worker: they keep their tasks, and are handed new ones meanwhile.
/// - There are never more than `workers` workers at a time, a dead one that has not been waited for
///   included, and never more than there are tasks. All of them can be at work at the same time,
///   also after deaths.
/// - Tasks are handed out in their order, each when a worker is free.
/// - When nothing is left to hand out, the workers' input is closed and they are waited for, so
///   that they end by themselves. On return no worker is left, neither running nor as a zombie, and
///   no descriptor and no thread; the same when an exception is thrown.
/// Without tasks nothing is started, and there is no result.
/// Errors: before anything is started std::invalid_argument if `workers` is less than 1, if
/// `program` is empty, or if a task contains a line break. std::system_error if a worker, also one
/// that is to take the place of another, cannot be started.
/// Source: 000-c, multiprocessing.Pool.map, which waits for ever when a worker has died.
///
/// Example:
///   const auto results = replace_dead_workers({"./thumbnail"}, 4, files);
///   for (std::size_t i = 0; i < files.size(); ++i) {
///     if (!results[i]) std::cerr << files[i] << " kills whoever opens it\n";
///   }
std::vector<std::optional<std::string>> replace_dead_workers(
    const std::vector<std::string>& program, int workers, const std::vector<std::string>& tasks);
