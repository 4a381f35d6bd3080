#ifndef MAG_FUZZER_H
#define MAG_FUZZER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own mutation of the first `count` of `capacity` bytes in place; the new count.
/// Source: llvm.org/docs/LibFuzzer.html and FuzzerInterface.h of LLVM.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t capacity);

#endif
