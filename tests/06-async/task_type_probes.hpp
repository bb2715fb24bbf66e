#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// What the grader of task_type has done with an answer: task_type_probes*.cpp are compiled with
/// each answer, at the same time, so they are kept free of GoogleTest, and tell what they saw.
namespace probes {

/// What happened, in this order.
using Events = std::vector<std::string>;

/// How often something was made and destroyed.
struct Lives {
  int made = 0;
  int destroyed = 0;
};

/// How many bytes of stack were in use at most, and what came out.
struct Chain {
  std::size_t stack = 0;
  int result = 0;
};

// When a body runs.
Events starting();
Events never_starting();
Events awaiting();
Events awaiting_what_waits();
bool runs_in_the_calls();

// What comes out.
Events values();
Events voids();
Events references();
Events move_only_values();
int copies_of_a_value();
Events value_that_outlives_its_task();

// What is thrown.
Events exception_through_tasks();
Events exception_of_a_started_task();
Events exceptions_of_every_kind();
Events exception_that_nobody_asks_for();

// Who owns a coroutine.
Lives of_a_chain();
Lives of_an_exception();
Lives of_tasks_that_never_start();
Lives of_tasks_that_still_wait();
Lives of_a_task_assigned_to(Events& events);
Events moving_while_waiting();
Events moving_while_awaited();

// What is refused. Each says what each forbidden call did.
Events starting_again();
Events awaiting_again();
Events using_what_is_awaited();
Events asking_for_no_result();
Events asking_again();
Events using_an_empty_task();

// How much stack is used by `tasks` that are awaited ...
Chain one_after_the_other(int tasks);
Chain one_after_the_other_and_failing(int tasks);
Chain each_by_the_one_before(int tasks);
Chain each_by_the_one_before_and_waiting(int tasks);

}  // namespace probes
