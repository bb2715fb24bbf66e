# The libraries that lesson.json may name for an exercise ("libraries"), beside the standard one.
# Each is three interface targets, library_<name>_address, library_<name>_thread and, for benchmarks,
# library_<name>_optimised: what its users are compiled with; property LIBRARY_FILES is what they link,
# and LIBRARY_HEADERS the folder of ours that answers may include from.

find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
find_package(Threads REQUIRED)

# Child processes: tools/process. Not instrumented: starting a child is no business of a sanitizer.
# Boost.Asio: its thread pool is under the explorer's eyes, so it is compiled with each flavour.
# csv: Fast C++ CSV Parser, without its reading ahead on a thread of its own.
# interprocess: Boost.Interprocess, headers only.
# http: tests/support/http, a real server and a client for graders; answers see neither.
file(WRITE ${CMAKE_BINARY_DIR}/asio.cpp "#include <boost/asio/impl/src.hpp>\n")
find_library(INTERLEAVE_HTTPLIB cpp-httplib REQUIRED)
set(tests_support ${PROJECT_SOURCE_DIR}/tests/support)
# A grader has loopback and the table of processes already, and takes them from there.
add_library(http STATIC EXCLUDE_FROM_ALL ${tests_support}/http.cpp ${tests_support}/loopback.cpp
                                         ${tests_support}/process_table.cpp
                                         ${PROJECT_SOURCE_DIR}/tools/process/proc.cpp)
target_include_directories(http PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/tools)
# What the package was built with: classes have other members without it.
target_compile_definitions(http PRIVATE CPPHTTPLIB_OPENSSL_SUPPORT)
target_compile_options(http PRIVATE -O1)
target_link_libraries(http PRIVATE Threads::Threads strict_warnings)

set(address_flavour flavour_address)
set(thread_flavour thread_instrumentation)
set(optimised_flavour flavour_optimised)
foreach(kind address thread optimised)
  add_library(library_process_${kind} INTERFACE)
  target_include_directories(library_process_${kind} INTERFACE ${PROJECT_SOURCE_DIR}/tools)
  set_target_properties(
    library_process_${kind}
    PROPERTIES LIBRARY_FILES "$<TARGET_FILE:process>;$<TARGET_FILE:Boost::filesystem>"
               LIBRARY_TARGETS "process;child_programs" LIBRARY_HEADERS ${PROJECT_SOURCE_DIR}/tools/process)

  add_library(asio_${kind} STATIC EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/asio.cpp)
  target_compile_definitions(asio_${kind} PUBLIC BOOST_ASIO_SEPARATE_COMPILATION)
  target_link_libraries(asio_${kind} PRIVATE ${${kind}_flavour})
  add_library(library_asio_${kind} INTERFACE)
  target_compile_definitions(library_asio_${kind} INTERFACE BOOST_ASIO_SEPARATE_COMPILATION)
  set_target_properties(library_asio_${kind} PROPERTIES LIBRARY_FILES $<TARGET_FILE:asio_${kind}>
                                                        LIBRARY_TARGETS asio_${kind})

  add_library(library_csv_${kind} INTERFACE)
  target_compile_definitions(library_csv_${kind} INTERFACE CSV_IO_NO_THREAD)
  add_library(library_interprocess_${kind} INTERFACE)

  add_library(library_http_${kind} INTERFACE)
  set_target_properties(library_http_${kind} PROPERTIES LIBRARY_FILES "$<TARGET_FILE:http>;${INTERLEAVE_HTTPLIB}"
                                                        LIBRARY_TARGETS http)
endforeach()
