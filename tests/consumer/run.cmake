# Installs the built libraries into a prefix of their own, then configures, builds and runs the consumer against it.
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${build} --prefix ${work}/prefix)
file(GLOB_RECURSE installed ${work}/prefix/*.cmake)
foreach(file IN LISTS installed)
  file(STRINGS ${file} leaks REGEX "nlohmann")
  if(leaks)
    message(FATAL_ERROR "${file} hands nlohmann-json on to consumers: ${leaks}")
  endif()
endforeach()

run(${CMAKE_COMMAND} -S ${source} -B ${work}/build -G ${generator} -DCMAKE_CXX_COMPILER=${cxx}
    "-DCMAKE_CXX_FLAGS=${flags}" -DCMAKE_BUILD_TYPE=${type} -DCMAKE_PREFIX_PATH=${work}/prefix
    -DNLOHMANN_INCLUDE_DIR=${nlohmann})
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/consumer)
if(NOT said STREQUAL "{\"account\":\"a\",\"balance\":500}\n")
  message(FATAL_ERROR "the consumer printed: ${said}")
endif()
message(STATUS "${said}")
