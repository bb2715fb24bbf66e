// Attack: makes the compiler complain without end.
// Outcome: build (compile limit, does not compile)
#if __INCLUDE_LEVEL__ < 30
#include __FILE__
#include __FILE__
#endif
#warning one line more, and many more lines, and more, and more, and more, and more, and more lines
