# How an exercise becomes targets. lesson.json is the only place where an exercise is declared; this
# file reads it, and so does the ./course command.

# add_lessons(<course directory>): the exercises of every lesson below <course directory>/lessons.
function(add_lessons course)
  add_custom_target(graders ALL)
  file(GLOB declarations CONFIGURE_DEPENDS ${course}/lessons/*/lesson.json)
  foreach(declaration IN LISTS declarations)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${declaration})
    cmake_path(GET declaration PARENT_PATH directory)
    cmake_path(GET directory FILENAME lesson)
    file(READ ${declaration} text)
    string(JSON count ERROR_VARIABLE error LENGTH "${text}" exercises)
    if(error)
      message(FATAL_ERROR "${declaration}: ${error}. `./course verify` names the place.")
    endif()
    math(EXPR last "${count} - 1")
    foreach(index RANGE ${last})
      string(JSON name GET "${text}" exercises ${index} name)
      string(JSON answer_count LENGTH "${text}" exercises ${index} answers)
      math(EXPR last_answer "${answer_count} - 1")
      set(answers)
      foreach(answer_index RANGE ${last_answer})
        string(JSON answer GET "${text}" exercises ${index} answers ${answer_index})
        list(APPEND answers ${course}/${INTERLEAVE_ANSWERS}/${lesson}/${answer})
      endforeach()
      string(JSON shape GET "${text}" exercises ${index} shape)
      set(libraries)
      string(JSON library_count ERROR_VARIABLE none LENGTH "${text}" exercises ${index} libraries)
      if(library_count GREATER 0)
        math(EXPR last_library "${library_count} - 1")
        foreach(library_index RANGE ${last_library})
          string(JSON library GET "${text}" exercises ${index} libraries ${library_index})
          list(APPEND libraries ${library})
        endforeach()
      endif()
      add_exercise(${course} ${lesson} ${name} SHAPE ${shape} ANSWERS ${answers}
                   LIBRARIES ${libraries})
    endforeach()
  endforeach()
endfunction()

# add_exercise(<course directory> <lesson> <name> SHAPE <shape> ANSWERS <file>... LIBRARIES <name>...)
#
# Of an answer in a header (SHAPE header) what is compiled is <name>_probes*.cpp, the part of the
# grader that uses it.
#
#   <name>_test     the grader on the answer, with the address and leak sanitizers
#   <name>_explore  the same grader under the schedule explorer
#   <name>_race     the same again under the thread sanitizer
#   <name>_bench    the benchmark, where bench/<lesson>/<name>_bench.cpp exists (preset `bench`)
#   <name>_grader   all that a verdict on this exercise needs and that no answer changes
#
# The compile and link lines of the first three are exported to exercises/<lesson>/<name>.json, for
# the ./course command to run on any submission.
function(add_exercise course lesson name)
  cmake_parse_arguments(PARSE_ARGV 3 exercise "" "SHAPE" "ANSWERS;LIBRARIES")
  set(answers ${exercise_ANSWERS})
  if(INTERLEAVE_BENCH)
    set(bench ${course}/bench/${lesson}/${name}_bench.cpp)
    if(EXISTS ${bench})
      add_executable(${name}_bench ${answers} ${bench})
      target_include_directories(${name}_bench PRIVATE ${course}/lessons/${lesson})
      target_link_libraries(${name}_bench PRIVATE flavour_optimised benchmark::benchmark_main)
      target_include_directories(${name}_bench PRIVATE ${course}/tests)
      foreach(library IN LISTS exercise_LIBRARIES)
        get_target_property(files library_${library}_optimised LIBRARY_FILES)
        get_target_property(targets library_${library}_optimised LIBRARY_TARGETS)
        target_link_libraries(${name}_bench PRIVATE library_${library}_optimised)
        if(files)
          target_link_libraries(${name}_bench PRIVATE ${files})
          add_dependencies(${name}_bench ${targets})
        endif()
      endforeach()
    endif()
    return()
  endif()

  # An exercise that is being written: `./course verify` names what is missing.
  set(grader ${course}/tests/${lesson}/${name}_test.cpp)
  set(probes)
  if(exercise_SHAPE STREQUAL "header")
    file(GLOB probes CONFIGURE_DEPENDS ${course}/tests/${lesson}/${name}_probes*.cpp)
    list(PREPEND probes ${course}/tests/${lesson}/${name}_probes.cpp)  # at least
    list(REMOVE_DUPLICATES probes)
  endif()
  # An instructor's own tests, which learners do not have: `./course grade --private`.
  set(private ${INTERLEAVE_PRIVATE_DIR}/${lesson}/${name}_test.cpp)
  if(INTERLEAVE_PRIVATE_DIR AND EXISTS ${private})
    list(APPEND grader ${private})
  endif()
  foreach(file IN LISTS answers grader probes)
    if(NOT EXISTS ${file})
      message(STATUS "${lesson}/${name} is left out: ${file} is missing")
      # Looked for again at every build, until it is there.
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
      return()
    endif()
  endforeach()
  set(sources ${answers})
  set(tail_calls_address)
  set(tail_calls_thread)
  if(probes)
    set(sources ${probes})
    # A property of the file, because what is exported is the target's: the command brings each
    # submission's own folder.
    cmake_path(GET answers PARENT_PATH folder)
    set_property(SOURCE ${probes} PROPERTY COMPILE_OPTIONS -iquote ${folder})
    set(tail_calls_address tail_calls_address)
    set(tail_calls_thread tail_calls_thread)
  endif()
  # The answer sees its contract, the standard library and the libraries that lesson.json names;
  # neither GoogleTest nor the grader.
  set(address_flavour flavour_address)
  set(thread_flavour thread_instrumentation)
  set(reach)
  set(library_targets)
  foreach(kind address thread)
    set(libraries_${kind} ${exercise_LIBRARIES})
    list(TRANSFORM libraries_${kind} PREPEND library_)
    list(TRANSFORM libraries_${kind} APPEND _${kind})
    set(library_files_${kind})
    foreach(library IN LISTS libraries_${kind})
      foreach(property FILES TARGETS HEADERS)
        get_target_property(value ${library} LIBRARY_${property})
        if(NOT value)
          continue()
        elseif(property STREQUAL "FILES")
          list(APPEND library_files_${kind} ${value})
        elseif(property STREQUAL "TARGETS")
          list(APPEND library_targets ${value})
        else()
          set(reach ${value})
        endif()
      endforeach()
    endforeach()
    add_library(${name}_answer_${kind} OBJECT ${sources})
    target_include_directories(${name}_answer_${kind} PRIVATE ${course}/lessons/${lesson})
    target_link_libraries(${name}_answer_${kind} PRIVATE ${${kind}_flavour} ${tail_calls_${kind}}
                                                         ${libraries_${kind}})
    add_library(${name}_grader_${kind} OBJECT ${grader})
    target_include_directories(${name}_grader_${kind} PRIVATE ${course}/lessons/${lesson})
    target_link_libraries(${name}_grader_${kind} PRIVATE support_${kind} strict_warnings
                                                         ${libraries_${kind}})
    if(kind STREQUAL "thread")  # the same text again: tools that read the code need it once
      set_target_properties(${name}_answer_${kind} ${name}_grader_${kind} PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
    endif()

    set(answer $<TARGET_PROPERTY:${name}_answer_${kind},)
    set(definitions ${answer}COMPILE_DEFINITIONS>)
    string(JOIN "\",\n      \"" compile_${kind} ${CMAKE_CXX20_STANDARD_COMPILE_OPTION}
           $<JOIN:${answer}COMPILE_OPTIONS>,\",\"> $<$<BOOL:${definitions}>:-D$<JOIN:${definitions},\",\"-D>>
           -I$<JOIN:${answer}INCLUDE_DIRECTORIES>,\",\"-I>)
  endforeach()

  set(test_kind address)
  set(test_flavour flavour_address)
  set(test_explore $<TARGET_OBJECTS:explore_natively>)
  set(explore_kind thread)
  set(explore_flavour explorer exercise_flags)
  set(explore_explore $<TARGET_OBJECTS:explorer_objects>)
  set(race_kind thread)
  set(race_flavour flavour_thread)
  set(race_explore $<TARGET_OBJECTS:explore_natively>)
  foreach(program test explore race)
    set(kind ${${program}_kind})
    set(parts $<TARGET_OBJECTS:${name}_grader_${kind}> $<TARGET_FILE:support_${kind}>
              ${library_files_${kind}} $<TARGET_FILE:GTest::gtest>)
    add_executable(${name}_${program})
    target_sources(${name}_${program} PRIVATE $<TARGET_OBJECTS:${name}_answer_${kind}>)
    target_link_libraries(${name}_${program} PRIVATE ${${program}_flavour} ${parts})
    if(NOT program STREQUAL "explore")
      target_sources(${name}_${program} PRIVATE ${${program}_explore})
    endif()
    add_dependencies(${name}_${program} support_${kind} ${library_targets})
    add_test(NAME ${lesson}/${name}.${program} COMMAND ${name}_${program} --gtest_brief=1)
    set_tests_properties(${lesson}/${name}.${program}
                         PROPERTIES ENVIRONMENT INTERLEAVE_TEST_LIMIT_MS=30000 TIMEOUT 300 LABELS exercises)
    string(JOIN "\",\n      \"" link_${program}
           $<JOIN:$<TARGET_PROPERTY:${name}_${program},LINK_OPTIONS>,\",\">
           $<JOIN:$<TARGET_OBJECTS:${name}_grader_${kind}>,\",\"> $<TARGET_FILE:support_${kind}>
           $<JOIN:${${program}_explore},\",\"> ${library_files_${kind}} $<TARGET_FILE:GTest::gtest>)
  endforeach()

  # Which tests a verdict must see: what the grader lists when it is linked with the reference
  # solution, whose start-up code we trust.
  set(exported ${CMAKE_BINARY_DIR}/exercises/${lesson}/${name})
  add_custom_command(
    OUTPUT ${exported}.tests.json
    COMMAND ${name}_test --gtest_list_tests --gtest_output=json:${exported}.tests.json > /dev/null
    DEPENDS ${name}_test
    VERBATIM)
  add_custom_target(${name}_grader DEPENDS ${exported}.tests.json)
  add_dependencies(${name}_grader ${name}_grader_thread support_thread explorer_objects
                   explore_natively ${library_targets})
  add_dependencies(graders ${name}_grader)

  file(GENERATE OUTPUT ${exported}.json CONTENT "{
  \"compiler\": \"${CMAKE_CXX_COMPILER}\",
  \"tests\": \"${exported}.tests.json\",
  \"reach\": \"${reach}\",
  \"compile\": {
    \"address\": [
      \"${compile_address}\"
    ],
    \"thread\": [
      \"${compile_thread}\"
    ]
  },
  \"link\": {
    \"test\": [
      \"${link_test}\"
    ],
    \"explore\": [
      \"${link_explore}\"
    ],
    \"race\": [
      \"${link_race}\"
    ]
  }
}
")
endfunction()
