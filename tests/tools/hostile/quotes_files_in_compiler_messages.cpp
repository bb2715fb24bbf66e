// Attack: says by #line that its mistakes are in a file outside of the course, so that whoever
// shows the line that a message is about shows that file.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) {
#line 1 "@CANARY@"
  return nothing_of_that_name;
}
