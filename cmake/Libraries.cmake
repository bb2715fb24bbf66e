# The libraries that lesson.json may name for an exercise ("libraries"), beside the standard one.
# Each is two interface targets, library_<name>_address and library_<name>_thread: what its users are
# compiled with; property LIBRARY_FILES is what they link, and LIBRARY_HEADERS the folder of ours that
# answers may include from.

find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
find_package(Threads REQUIRED)

# Child processes: tools/process. Not instrumented: starting a child is no business of a sanitizer.
# Boost.Asio: its thread pool is under the explorer's eyes, so it is compiled with each flavour.
# csv: Fast C++ CSV Parser, without its reading ahead on a thread of its own.
# interprocess: Boost.Interprocess, headers only.
file(WRITE ${CMAKE_BINARY_DIR}/asio.cpp "#include <boost/asio/impl/src.hpp>\n")
foreach(kind address thread)
  add_library(library_process_${kind} INTERFACE)
  target_include_directories(library_process_${kind} INTERFACE ${PROJECT_SOURCE_DIR}/tools)
  set_target_properties(
    library_process_${kind}
    PROPERTIES LIBRARY_FILES "$<TARGET_FILE:process>;$<TARGET_FILE:Boost::filesystem>"
               LIBRARY_TARGETS "process;child_programs" LIBRARY_HEADERS ${PROJECT_SOURCE_DIR}/tools/process)

  add_library(asio_${kind} STATIC EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/asio.cpp)
  target_compile_definitions(asio_${kind} PUBLIC BOOST_ASIO_SEPARATE_COMPILATION)
  if(kind STREQUAL "address")
    target_link_libraries(asio_${kind} PRIVATE flavour_address)
  else()
    target_link_libraries(asio_${kind} PRIVATE thread_instrumentation)
  endif()
  add_library(library_asio_${kind} INTERFACE)
  target_compile_definitions(library_asio_${kind} INTERFACE BOOST_ASIO_SEPARATE_COMPILATION)
  set_target_properties(library_asio_${kind} PROPERTIES LIBRARY_FILES $<TARGET_FILE:asio_${kind}>
                                                        LIBRARY_TARGETS asio_${kind})

  add_library(library_csv_${kind} INTERFACE)
  target_compile_definitions(library_csv_${kind} INTERFACE CSV_IO_NO_THREAD)
  add_library(library_interprocess_${kind} INTERFACE)
endforeach()
