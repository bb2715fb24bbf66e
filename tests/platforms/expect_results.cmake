# cmake -DRESULTS=FILE -DLEAST=N -DMOST=N -DTESTS=N -DTEXT=TEXT -P expect_results.cmake
#
# Fails unless FILE is a results.json as Gradescope takes it, with so many points and tests, and TEXT
# in its output.
cmake_minimum_required(VERSION 3.25)

file(READ ${RESULTS} text)
string(JSON score GET "${text}" score)
if(score LESS LEAST OR score GREATER MOST)
  message(FATAL_ERROR "score ${score}; expected ${LEAST} to ${MOST}")
endif()
string(JSON output GET "${text}" output)
string(FIND "${output}" "${TEXT}" found)
if(found EQUAL -1)
  message(FATAL_ERROR "the output has no \"${TEXT}\": ${output}")
endif()
string(JSON tests LENGTH "${text}" tests)
if(NOT tests EQUAL TESTS)
  message(FATAL_ERROR "${tests} tests; expected ${TESTS}")
endif()

foreach(index RANGE ${tests})
  if(index EQUAL tests)
    break()
  endif()
  foreach(field name score max_score output visibility)
    string(JSON ${field} GET "${text}" tests ${index} ${field})
  endforeach()
  if(score GREATER max_score)
    message(FATAL_ERROR "${name}: ${score} of ${max_score} points")
  endif()
endforeach()
