#pragma once

/// The body as thread 0 of a schedule.
namespace interleave::explorer {

/// Makes thread 0 begin with `body` when the driver switches to it.
void begin_body(void (*body)());

/// The body has returned: waits for threads that it left behind.
void end_body();

/// Of thread_local objects that the body's own thread has made.
void run_destructors_of_body();

}  // namespace interleave::explorer
